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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxy for calls to Zoom. Immutable and thread-safe.
 *
 * <p>Its password is sent with the first request. With an {@link java.net.Authenticator}, which
 * sends it after the proxy's 407, the JDK's client would fail on every 401 without {@code
 * WWW-Authenticate}, such as Zoom's. The header goes to the proxy only, not through the tunnel to
 * Zoom.
 *
 * @param host a name or an address
 * @param credentials null if the proxy asks for none
 */
public record OutgoingProxy(String host, int port, @Nullable Credentials credentials) {

  /** A system property that the JDK reads once. Its default switches Basic off for tunnels. */
  static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  /** User and password for Basic authentication (RFC 7617). */
  public record Credentials(String user, Secret password) {

    String header() {
      byte[] pair = (user + ":" + password.reveal()).getBytes(UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
  }

  /** Returns a selector that takes this proxy for all hosts but loopback. */
  ProxySelector selector() {
    // Unresolved, so that the name of the proxy is looked up again for each connection.
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

  /** Returns whether this JVM would not send the password to the proxy. */
  static boolean passwordIsKeptBack() {
    return System.getProperty(DISABLED_SCHEMES, "Basic").toLowerCase(Locale.ROOT).contains("basic");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
