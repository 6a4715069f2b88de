package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.secret.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proxy through which Zoom is reached. Immutable and thread-safe.
 *
 * <p>Its password is sent at once, not after the proxy has asked: with an {@link
 * java.net.Authenticator} the JDK's client fails on every 401 that has no {@code WWW-Authenticate},
 * such as Zoom's. Inside a tunnel the header does not go on to Zoom.
 *
 * @param host by name or address
 * @param credentials what it asks for, if anything
 */
public record OutgoingProxy(String host, int port, Optional<Credentials> credentials) {

  /** The JDK reads this once; unless it is set, {@code Basic} is off for tunnels. */
  static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  /** What a proxy may ask for (RFC 7617). */
  public record Credentials(String user, Secret password) {

    String header() {
      byte[] pair = (user + ":" + password.reveal()).getBytes(UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
  }

  /** This proxy for all but loopback; its name is looked up anew for each connection. */
  ProxySelector selector() {
    ProxySelector always = ProxySelector.of(InetSocketAddress.createUnresolved(host, port));
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return isLoopback(uri) ? List.of(Proxy.NO_PROXY) : always.select(uri);
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        always.connectFailed(uri, address, failure);
      }
    };
  }

  static boolean isLoopback(URI uri) {
    return LOOPBACK.matcher(String.valueOf(uri.getHost())).matches();
  }

  /** Whether this JVM would keep the password from the proxy. */
  static boolean passwordIsKeptBack() {
    return System.getProperty(DISABLED_SCHEMES, "Basic").toLowerCase(Locale.ROOT).contains("basic");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
