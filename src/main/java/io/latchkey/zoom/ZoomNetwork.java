package io.latchkey.zoom;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How Zoom is reached.
 *
 * @param connectTimeout for the connection alone
 * @param attemptTimeout for one whole exchange, from connecting to the last byte of the body
 * @param proxy the configured one; the JVM's own settings count if there is none
 * @param authorities trusted beside those that the server trusts
 */
public record ZoomNetwork(
    Duration connectTimeout,
    Duration attemptTimeout,
    Optional<OutgoingProxy> proxy,
    List<X509Certificate> authorities) {

  public ZoomNetwork {
    authorities = List.copyOf(authorities);
  }

  /** Without a proxy, and with the authorities of the server alone. */
  public static ZoomNetwork direct(Duration connectTimeout, Duration attemptTimeout) {
    return new ZoomNetwork(connectTimeout, attemptTimeout, Optional.empty(), List.of());
  }
}
