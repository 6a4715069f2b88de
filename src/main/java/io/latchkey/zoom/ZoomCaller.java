package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;
import java.net.http.HttpRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Sends a request to Zoom through retry, guard and transport, and turns whatever went wrong on that
 * way into a {@link TokenFailure}.
 *
 * <p>Thread-safe.
 */
final class ZoomCaller {

  /** One of Zoom's hosts. */
  enum Host {
    OAUTH,
    API
  }

  private final HttpTransport transport;
  private final ZoomRetry retry;
  private final ZoomGuard guard;
  private final TroubleWatch watch;

  ZoomCaller(HttpTransport transport, ZoomRetry retry, ZoomGuard guard, TroubleWatch watch) {
    this.transport = transport;
    this.retry = retry;
    this.guard = guard;
    this.watch = watch;
  }

  /**
   * Zoom's answer, any but 5xx.
   *
   * @param mayRepeat asked before a call that failed in passing is made again
   * @throws TokenFailure if there is none
   */
  ZoomAnswer call(Host host, String account, HttpRequest request, BooleanSupplier mayRepeat) {
    try {
      return retry.retrying(() -> attempt(host, account, request, mayRepeat));
    } catch (ZoomTrouble trouble) {
      throw trouble.failure();
    }
  }

  private ZoomAnswer attempt(
      Host host, String account, HttpRequest request, BooleanSupplier mayRepeat) {
    try {
      return guarded(host, () -> send(account, request));
    } catch (ZoomTrouble.Transient passing) {
      throw mayRepeat.getAsBoolean() ? passing : passing.lasting();
    }
  }

  private ZoomAnswer guarded(Host host, Supplier<ZoomAnswer> sending) {
    try {
      return switch (host) {
        case OAUTH -> guard.oauth(sending);
        case API -> guard.api(sending);
      };
    } catch (ZoomTrouble.Everywhere everywhere) {
      throw everywhere.trouble();
    }
  }

  private ZoomAnswer send(String account, HttpRequest request) {
    try {
      ZoomAnswer answer = transport.send(request);
      answer.throwIfServerError();
      watch.answered(account);
      return answer;
    } catch (ZoomTrouble trouble) {
      throw watch.judged(account, trouble);
    }
  }
}
