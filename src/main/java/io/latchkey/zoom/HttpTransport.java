package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client for calls to Zoom, and for Latchkey's calls to itself. It reuses connections,
 * verifies TLS, follows no redirect, keeps no cookie and reads no body longer than 64 KiB. A
 * deadline bounds the whole exchange, also if the answer comes byte by byte.
 *
 * <p>One per application. Thread-safe; to be closed with the application.
 */
public final class HttpTransport {

  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final Duration SURELY_STOPPED = Duration.ofSeconds(1);
  private static final Duration TIME_TO_READ = Duration.ofSeconds(2);
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  /** Null once this is closed. */
  private volatile @Nullable HttpClient client;

  private final ExecutorService threads;
  private final Duration attemptTimeout;
  private final @Nullable OutgoingProxy proxy;
  private final TransportFailures failures;

  /**
   * @param threads for the client's own work; shut down by {@link #close}
   */
  public HttpTransport(ZoomNetwork network, ExecutorService threads) {
    this.threads = threads;
    this.attemptTimeout = network.attemptTimeout();
    this.proxy = network.proxy();
    this.failures = new TransportFailures(proxy);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(network.connectTimeout())
            .sslContext(Authorities.context(network.authorities()))
            .executor(threads);
    if (proxy != null) {
      builder.proxy(proxy.selector());
    }
    this.client = builder.build();
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws ZoomCallException if no whole answer came in time
   * @throws TokenFailure.Unreadable if the body is too long
   */
  ZoomAnswer send(HttpRequest request) {
    return send(request, attemptTimeout);
  }

  /**
   * Sends a request and reads the whole answer, as {@link #send(HttpRequest)}.
   *
   * @param timeout the time for the whole exchange, in place of the configured one
   */
  ZoomAnswer send(HttpRequest request, Duration timeout) {
    AtomicBoolean headersReceived = new AtomicBoolean();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        clientUnlessClosed(request)
            .sendAsync(
                withProxyCredentials(request),
                headers -> {
                  headersReceived.set(true);
                  return new CappedBody(MAX_BODY_BYTES);
                });
    try {
      HttpResponse<byte[]> response = answer(exchange, timeout);
      if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
        throw failures.proxyWantsPassword(request);
      }
      return new ZoomAnswer(response);
    } catch (TimeoutException e) {
      throw failures.slow(request, timeout);
    } catch (ExecutionException e) {
      throw toException(request, e.getCause() == null ? e : e.getCause(), headersReceived.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.interrupted(request);
    } finally {
      // After a time-out this ends the exchange; the client would go on reading otherwise.
      exchange.cancel(true);
    }
  }

  /**
   * Waits for the answer. When a process that was stopped for a while wakes, its time is over, and
   * the answer may lie in the socket unread.
   */
  private static <T> T answer(CompletableFuture<T> exchange, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    long begin = System.nanoTime();
    try {
      return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (System.nanoTime() - begin < timeout.plus(SURELY_STOPPED).toNanos()) {
        throw e;
      }
      return exchange.get(TIME_TO_READ.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private HttpClient clientUnlessClosed(HttpRequest request) {
    HttpClient open = client;
    if (open == null) {
      throw failures.closed(request);
    }
    return open;
  }

  private RuntimeException toException(
      HttpRequest request, Throwable cause, boolean headersReceived) {
    return cause instanceof CappedBody.TooLong
        ? failures.tooLong(request, MAX_BODY_BYTES)
        : failures.of(request, cause, headersReceived);
  }

  /** Sends a GET and returns its status; empty if there is no usable answer. */
  public OptionalInt statusOf(URI uri) {
    try {
      return OptionalInt.of(send(HttpRequest.newBuilder(uri).build()).status());
    } catch (ZoomCallException | TokenFailure noUsableAnswer) {
      return OptionalInt.empty();
    }
  }

  /**
   * Waits for the exchanges under way, which are short, and ends the threads.
   *
   * @throws Exception if the client fails to close
   */
  public void close() throws Exception {
    HttpClient closing = client;
    // Before Java 21 the client cannot be closed: its thread ends when the client is garbage
    // collected. That thread refers to the pool, and the pool to the server's thread factory. On
    // Open Liberty the factory refers to the web application, whose servlet filter leads back here
    // (findings/http-client-held-by-its-own-threads.sh). So this object must let the client go.
    client = null;
    if (closing instanceof AutoCloseable closeable) {
      closeable.close();
    }
    threads.shutdownNow();
  }

  private HttpRequest withProxyCredentials(HttpRequest request) {
    if (proxy == null || proxy.credentials() == null || OutgoingProxy.isLoopback(request.uri())) {
      return request;
    }
    // The filter keeps every header of the request.
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .header("Proxy-Authorization", proxy.credentials().header())
        .build();
  }
}
