package io.latchkey.zoom;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network settings of calls to Zoom.
 *
 * @param connectTimeout for connecting only
 * @param attemptTimeout for one whole exchange, from connecting to the last byte of the body
 * @param proxy the configured proxy; null leaves the choice to the settings of the JVM
 * @param authorities trusted in addition to those that the server trusts
 */
public record ZoomNetwork(
    Duration connectTimeout,
    Duration attemptTimeout,
    @Nullable OutgoingProxy proxy,
    List<X509Certificate> authorities) {

  public ZoomNetwork {
    authorities = List.copyOf(authorities);
  }

  /** Returns settings without a proxy, which trust only the authorities of the server. */
  public static ZoomNetwork direct(Duration connectTimeout, Duration attemptTimeout) {
    return new ZoomNetwork(connectTimeout, attemptTimeout, null, List.of());
  }
}
