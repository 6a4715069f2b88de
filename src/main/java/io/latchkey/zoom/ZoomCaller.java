package io.latchkey.zoom;

import io.latchkey.mint.Zoom;
import io.latchkey.token.TokenFailure;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

  private final Function<HttpRequest, ZoomAnswer> transport;
  private final ZoomRetry retry;
  private final ZoomGuard guard;
  private final TroubleWatch watch;
  private final ZoomEvents events;
  private final InstantSource clock;

  ZoomCaller(
      Function<HttpRequest, ZoomAnswer> transport,
      ZoomRetry retry,
      ZoomGuard guard,
      TroubleWatch watch,
      ZoomEvents events,
      InstantSource clock) {
    this.transport = transport;
    this.retry = retry;
    this.guard = guard;
    this.watch = watch;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Zoom's answer, any but 5xx.
   *
   * @throws TokenFailure if there is none
   */
  ZoomAnswer call(ZoomEndpoint endpoint, String account, HttpRequest request, Zoom.Tries tries) {
    Supplier<ZoomAnswer> attempt = () -> attempt(endpoint, account, request, tries.trace());
    try {
      return tries.once()
          ? attempt.get()
          : retry.retrying(new Attempts(attempt, tries.mayRepeat()));
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

  private ZoomAnswer attempt(
      ZoomEndpoint endpoint, String account, HttpRequest request, String trace) {
    Telling telling = new Telling(account, endpoint, trace, clock.instant());
    ZoomAnswer answer;
    try {
      answer = guarded(endpoint, () -> send(account, request));
    } catch (ZoomTrouble trouble) {
      tell(telling, trouble.outcome(), trouble.failure().diagnosis());
      throw trouble;
    } catch (TokenFailure failure) {
      ZoomOutcome outcome =
          failure instanceof TokenFailure.Unreadable ? ZoomOutcome.BROKEN : ZoomOutcome.HELD_BACK;
      tell(telling, outcome, failure.diagnosis());
      throw failure;
    }
    tell(telling, ZoomOutcome.ofStatus(answer.status()), answer.described());
    return answer;
  }

  /** What is known of a call when it begins. */
  private record Telling(String account, ZoomEndpoint endpoint, String trace, Instant since) {}

  private void tell(Telling call, ZoomOutcome outcome, String how) {
    Duration took = Duration.between(call.since, clock.instant());
    events.called(new ZoomCall(call.account, call.endpoint, outcome, how, took, call.trace));
  }

  private ZoomAnswer guarded(ZoomEndpoint endpoint, Supplier<ZoomAnswer> sending) {
    try {
      return endpoint == ZoomEndpoint.ACCESS_TOKEN ? guard.oauth(sending) : guard.api(sending);
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
