package io.latchkey.zoom;

import io.latchkey.token.Remedy;
import io.latchkey.token.TokenFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * HTTP as we want it towards Zoom: connections are reused, TLS is verified, no redirect is
 * followed, no cookie kept, no body longer than 64 KiB read, and no exchange outlives its time,
 * however slowly it drips.
 *
 * <p>One per application. Thread-safe; to be closed with the application.
 */
public final class HttpTransport {

  private static final int LONGEST_BODY = 64 * 1024;
  private static final int PROXY_WANTS_A_PASSWORD = 407;

  /** The JDK's client says only in its text what a proxy answered to CONNECT. */
  private static final Pattern REFUSED_BY_PROXY = Pattern.compile("^Tunnel failed, got: (\\d{3})");

  private static final String ADVICE = "Zoom cannot be reached. Try again.";

  private final HttpClient client;
  private final ExecutorService threads;
  private final Duration attemptTimeout;
  private final Optional<OutgoingProxy> proxy;

  /**
   * @param threads for the client's own work; shut down by {@link #close}
   */
  public HttpTransport(ZoomNetwork network, ExecutorService threads) {
    this.threads = threads;
    this.attemptTimeout = network.attemptTimeout();
    this.proxy = network.proxy();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(network.connectTimeout())
            .sslContext(Authorities.context(network.authorities()))
            .executor(threads);
    proxy.ifPresent(known -> builder.proxy(known.selector()));
    this.client = builder.build();
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws ZoomCallException if no whole answer came in time
   * @throws TokenFailure.Unreadable if the body is too long
   */
  ZoomAnswer send(HttpRequest request) {
    AtomicBoolean headersCame = new AtomicBoolean();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            forTheProxy(request),
            head -> {
              headersCame.set(true);
              return new CappedBody(LONGEST_BODY);
            });
    try {
      HttpResponse<byte[]> response =
          exchange.get(attemptTimeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() == PROXY_WANTS_A_PASSWORD) {
        throw new ZoomCallException(proxyWantsAPassword(request), ZoomOutcome.UNREACHABLE);
      }
      return new ZoomAnswer(response);
    } catch (TimeoutException e) {
      throw new ZoomCallException(
          unavailable(request, "no whole answer within " + attemptTimeout)
              .withRemedy(Remedies.slow()),
          ZoomOutcome.SLOW);
    } catch (ExecutionException e) {
      throw failed(request, e.getCause() == null ? e : e.getCause(), headersCame.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ZoomCallException(unavailable(request, "interrupted"), ZoomOutcome.BROKEN);
    } finally {
      exchange.cancel(true);
    }
  }

  /** The status of a GET; empty if there is no answer. */
  public OptionalInt statusOf(URI uri) {
    try {
      return OptionalInt.of(send(HttpRequest.newBuilder(uri).build()).status());
    } catch (ZoomCallException | TokenFailure none) {
      return OptionalInt.empty();
    }
  }

  /**
   * Ends everything under way. Before Java 21 the client cannot be closed; its one thread then ends
   * when it is collected.
   *
   * @throws Exception if the client fails to close
   */
  public void close() throws Exception {
    if (client instanceof AutoCloseable closeable) {
      closeable.close();
    }
    threads.shutdownNow();
  }

  private HttpRequest forTheProxy(HttpRequest request) {
    return proxy
        .flatMap(OutgoingProxy::credentials)
        .filter(any -> !OutgoingProxy.isLoopback(request.uri()))
        .map(
            credentials ->
                HttpRequest.newBuilder(request, (name, value) -> true)
                    .header("Proxy-Authorization", credentials.header())
                    .build())
        .orElse(request);
  }

  private TokenFailure proxyWantsAPassword(HttpRequest request) {
    boolean hasOne = proxy.flatMap(OutgoingProxy::credentials).isPresent();
    return TokenFailure.Unavailable.urgent(
            ADVICE, where(request) + "the outgoing proxy wants a password (407)")
        .withRemedy(Remedies.proxyPassword(hasOne, OutgoingProxy.passwordIsKeptBack()));
  }

  private RuntimeException failed(HttpRequest request, Throwable cause, boolean headersCame) {
    if (cause instanceof CappedBody.TooLong) {
      return new TokenFailure.Unreadable(
              "Zoom gave an answer that is no token.",
              where(request) + "body longer than " + LONGEST_BODY + " bytes")
          .withRemedy(Remedies.unreadable());
    }
    String what = cause.getClass().getSimpleName();
    if (distrusted(cause)) {
      return new ZoomCallException(
          TokenFailure.Unavailable.urgent(
                  ADVICE,
                  where(request)
                      + "tls: no connection that can be trusted ("
                      + what
                      + "); check the server's trust store, and proxies that inspect TLS")
              .withRemedy(Remedies.tls(request.uri().getHost())),
          ZoomOutcome.TLS);
    }
    String host = request.uri().getHost();
    Matcher refusal = REFUSED_BY_PROXY.matcher(String.valueOf(cause.getMessage()));
    if (refusal.find()) {
      return new ZoomCallException(
          TokenFailure.Unavailable.urgent(
                  ADVICE,
                  where(request)
                      + "the outgoing proxy does not let the connection through (%s)"
                          .formatted(refusal.group(1)))
              .withRemedy(Remedies.proxyRefuses(host, refusal.group(1))),
          ZoomOutcome.UNREACHABLE);
    }
    Optional<String> connecting = connecting(cause);
    Remedy remedy = connecting.isPresent() ? noConnection(host, cause) : Remedies.broken(host);
    TokenFailure failure =
        unavailable(request, connecting.orElse("the connection broke (" + what + ")"))
            .withRemedy(remedy);
    ZoomOutcome outcome = connecting.isPresent() ? ZoomOutcome.UNREACHABLE : ZoomOutcome.BROKEN;
    return repeatedByTheClient(request, cause, headersCame)
        ? new ZoomCallException(failure, outcome)
        : new ZoomCallException.Retryable(failure, outcome);
  }

  /** A peer that hangs up during the handshake is no more than a broken connection. */
  static boolean distrusted(Throwable cause) {
    boolean hungUp = false;
    for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
      hungUp |= reason instanceof EOFException || reason instanceof SocketException;
    }
    return cause instanceof SSLException && !hungUp;
  }

  /** Why there is not even a connection. */
  private static Optional<String> connecting(Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return Optional.of("no connection in time; check firewall and outgoing proxy");
    }
    if (!(cause instanceof ConnectException || cause instanceof NoRouteToHostException)) {
      return Optional.empty();
    }
    return Optional.of(
        unknownHost(cause)
            ? "host name not found; check DNS, outgoing proxy and the configured URL"
            : "connection refused, or no route; check firewall, outgoing proxy and the configured URL");
  }

  private Remedy noConnection(String host, Throwable cause) {
    if (proxy.isPresent()) {
      return Remedies.proxyUnreachable(proxy.get());
    }
    return unknownHost(cause) ? Remedies.unknownHost(host) : Remedies.unreachable(host);
  }

  private static boolean unknownHost(Throwable cause) {
    return cause.getCause() instanceof UnresolvedAddressException;
  }

  /**
   * The JDK's client has already repeated a GET whose connection broke before the first byte of the
   * answer, and says so only in its text. Without that text we would repeat it once too often, no
   * worse.
   */
  private static boolean repeatedByTheClient(
      HttpRequest request, Throwable cause, boolean headersCame) {
    return request.method().equals("GET")
        && !headersCame
        && cause instanceof IOException
        && String.valueOf(cause.getMessage()).contains("received no bytes");
  }

  private static TokenFailure unavailable(HttpRequest request, String what) {
    return new TokenFailure.Unavailable(ADVICE, where(request) + what);
  }

  private static String where(HttpRequest request) {
    return request.uri().getAuthority() + ": ";
  }
}
