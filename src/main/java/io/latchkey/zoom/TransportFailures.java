package io.latchkey.zoom;

import io.latchkey.token.Remedy;
import io.latchkey.token.TokenFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns failures of the JDK's HTTP client into ours, each with its remedy. Immutable. */
final class TransportFailures {

  private static final String ADVICE = "Zoom cannot be reached. Try again.";

  /** The JDK's client reports a proxy's answer to CONNECT only in the text of its exception. */
  private static final Pattern REFUSED_BY_PROXY = Pattern.compile("^Tunnel failed, got: (\\d{3})");

  private final @Nullable OutgoingProxy proxy;

  /**
   * @param proxy the configured proxy; null if there is none
   */
  TransportFailures(@Nullable OutgoingProxy proxy) {
    this.proxy = proxy;
  }

  ZoomCallException slow(HttpRequest request, Duration timeout) {
    return new ZoomCallException(
        unavailable(request, "no whole answer within " + timeout).withRemedy(Remedies.slow()),
        ZoomOutcome.SLOW);
  }

  ZoomCallException interrupted(HttpRequest request) {
    return new ZoomCallException(unavailable(request, "interrupted"), ZoomOutcome.BROKEN);
  }

  ZoomCallException closed(HttpRequest request) {
    return new ZoomCallException(
        unavailable(request, "the application is being stopped"), ZoomOutcome.BROKEN);
  }

  ZoomCallException proxyWantsPassword(HttpRequest request) {
    boolean isConfigured = proxy != null && proxy.credentials() != null;
    return new ZoomCallException(
        urgent(request, "the outgoing proxy wants a password (407)")
            .withRemedy(Remedies.proxyPassword(isConfigured, OutgoingProxy.passwordIsKeptBack())),
        ZoomOutcome.UNREACHABLE);
  }

  TokenFailure tooLong(HttpRequest request, int limit) {
    return new TokenFailure.Unreadable(
            "Zoom gave an answer that is no token.",
            authority(request) + "body longer than " + limit + " bytes")
        .withRemedy(Remedies.unreadable());
  }

  /**
   * Returns what an exception of the client means.
   *
   * @param headersReceived whether the headers of an answer had come before
   */
  ZoomCallException of(HttpRequest request, Throwable cause, boolean headersReceived) {
    if (isDistrusted(cause)) {
      return distrusted(request, cause);
    }
    Matcher refusal = REFUSED_BY_PROXY.matcher(String.valueOf(cause.getMessage()));
    if (refusal.find()) {
      return refusedByProxy(request, refusal.group(1));
    }
    Optional<String> noConnection = noConnection(cause);
    String broken = "the connection broke (" + cause.getClass().getSimpleName() + ")";
    String host = request.uri().getHost();
    TokenFailure failure =
        unavailable(request, noConnection.orElse(broken))
            .withRemedy(
                noConnection.isPresent() ? notConnected(host, cause) : Remedies.broken(host));
    ZoomOutcome outcome = noConnection.isPresent() ? ZoomOutcome.UNREACHABLE : ZoomOutcome.BROKEN;
    return isRepeatedByClient(request, cause, headersReceived)
        ? new ZoomCallException(failure, outcome)
        : new ZoomCallException.Retryable(failure, outcome);
  }

  /** Returns whether TLS failed because this Java does not trust the peer's certificate. */
  static boolean isDistrusted(Throwable cause) {
    boolean hungUp = false;
    for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
      hungUp |= reason instanceof EOFException || reason instanceof SocketException;
    }
    // A peer that closes the connection during the handshake is only a broken connection.
    return cause instanceof SSLException && !hungUp;
  }

  private static ZoomCallException distrusted(HttpRequest request, Throwable cause) {
    String what =
        "tls: no connection that can be trusted (%s); check the server's trust store, and proxies that inspect TLS"
            .formatted(cause.getClass().getSimpleName());
    return new ZoomCallException(
        urgent(request, what).withRemedy(Remedies.tls(request.uri().getHost())), ZoomOutcome.TLS);
  }

  private static ZoomCallException refusedByProxy(HttpRequest request, String status) {
    String what = "the outgoing proxy does not let the connection through (%s)".formatted(status);
    return new ZoomCallException(
        urgent(request, what).withRemedy(Remedies.proxyRefuses(request.uri().getHost(), status)),
        ZoomOutcome.UNREACHABLE);
  }

  /** Returns why there is no connection; empty if there was one. */
  private static Optional<String> noConnection(Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return Optional.of("no connection in time; check firewall and outgoing proxy");
    }
    if (!(cause instanceof ConnectException || cause instanceof NoRouteToHostException)) {
      return Optional.empty();
    }
    return Optional.of(
        isUnknownHost(cause)
            ? "host name not found; check DNS, outgoing proxy and the configured URL"
            : "connection refused, or no route; check firewall, outgoing proxy and the configured URL");
  }

  private Remedy notConnected(String host, Throwable cause) {
    if (proxy != null) {
      return Remedies.proxyUnreachable(proxy);
    }
    return isUnknownHost(cause) ? Remedies.unknownHost(host) : Remedies.unreachable(host);
  }

  private static boolean isUnknownHost(Throwable cause) {
    return cause.getCause() instanceof UnresolvedAddressException;
  }

  private static boolean isRepeatedByClient(
      HttpRequest request, Throwable cause, boolean headersReceived) {
    // The JDK's client has already repeated a GET whose connection broke before the first byte, and
    // says so only in this text. If the text changes, we repeat it once more: no harm is done.
    return request.method().equals("GET")
        && !headersReceived
        && cause instanceof IOException
        && String.valueOf(cause.getMessage()).contains("received no bytes");
  }

  private static TokenFailure unavailable(HttpRequest request, String what) {
    return new TokenFailure.Unavailable(ADVICE, authority(request) + what);
  }

  private static TokenFailure urgent(HttpRequest request, String what) {
    return TokenFailure.Unavailable.urgent(ADVICE, authority(request) + what);
  }

  private static String authority(HttpRequest request) {
    return request.uri().getAuthority() + ": ";
  }
}
