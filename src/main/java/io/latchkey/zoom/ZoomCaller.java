package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;
import java.net.http.HttpRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  private final Function<HttpRequest, ZoomAnswer> transport;
  private final ZoomRetry retry;
  private final ZoomGuard guard;
  private final TroubleWatch watch;

  ZoomCaller(
      Function<HttpRequest, ZoomAnswer> transport,
      ZoomRetry retry,
      ZoomGuard guard,
      TroubleWatch watch) {
    this.transport = transport;
    this.retry = retry;
    this.guard = guard;
    this.watch = watch;
  }

  /**
   * Zoom's answer, any but 5xx.
   *
   * @param once whether a call that fails in passing is not to be made again
   * @param mayRepeat else asked before each repetition
   * @throws TokenFailure if there is none
   */
  ZoomAnswer call(
      Host host, String account, HttpRequest request, boolean once, BooleanSupplier mayRepeat) {
    Supplier<ZoomAnswer> attempt = () -> guarded(host, () -> send(account, request));
    try {
      return once ? attempt.get() : retry.retrying(new Attempts(attempt, mayRepeat));
    } catch (ZoomTrouble trouble) {
      throw trouble.failure();
    }
  }

  /** Each but the first asks before it is made. */
  private static final class Attempts implements Supplier<ZoomAnswer> {
    private final Supplier<ZoomAnswer> attempt;
    private final BooleanSupplier mayRepeat;
    private ZoomTrouble.@Nullable Transient before;

    Attempts(Supplier<ZoomAnswer> attempt, BooleanSupplier mayRepeat) {
      this.attempt = attempt;
      this.mayRepeat = mayRepeat;
    }

    @Override
    public ZoomAnswer get() {
      if (before != null && !mayRepeat.getAsBoolean()) {
        throw before.lasting();
      }
      try {
        return attempt.get();
      } catch (ZoomTrouble.Transient passing) {
        before = passing;
        throw passing;
      }
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
      ZoomAnswer answer = transport.apply(request);
      answer.throwIfServerError();
      watch.answered(account);
      return answer;
    } catch (ZoomTrouble trouble) {
      throw watch.judged(account, trouble);
    }
  }
}
