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
  private final OutageDetector outages;
  private final ZoomEvents events;
  private final InstantSource clock;

  ZoomCaller(
      Function<HttpRequest, ZoomAnswer> transport,
      ZoomRetry retry,
      ZoomGuard guard,
      OutageDetector outages,
      ZoomEvents events,
      InstantSource clock) {
    this.transport = transport;
    this.retry = retry;
    this.guard = guard;
    this.outages = outages;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Zoom's answer, any but 5xx.
   *
   * @throws TokenFailure if there is none
   */
  ZoomAnswer call(
      ZoomEndpoint endpoint, String account, HttpRequest request, Zoom.RepeatPolicy policy) {
    Supplier<ZoomAnswer> attempt = () -> attempt(endpoint, account, request, policy.trace());
    try {
      return policy.isNever()
          ? attempt.get()
          : retry.retrying(new Attempts(attempt, policy.mayRepeat()));
    } catch (ZoomCallException failed) {
      throw failed.failure();
    }
  }

  /** Each but the first asks before it is made. */
  private static final class Attempts implements Supplier<ZoomAnswer> {
    private final Supplier<ZoomAnswer> attempt;
    private final BooleanSupplier mayRepeat;
    private ZoomCallException.@Nullable Retryable before;

    Attempts(Supplier<ZoomAnswer> attempt, BooleanSupplier mayRepeat) {
      this.attempt = attempt;
      this.mayRepeat = mayRepeat;
    }

    @Override
    public ZoomAnswer get() {
      if (before != null && !mayRepeat.getAsBoolean()) {
        throw before.asNotRetryable();
      }
      try {
        return attempt.get();
      } catch (ZoomCallException.Retryable passing) {
        before = passing;
        throw passing;
      }
    }
  }

  private ZoomAnswer attempt(
      ZoomEndpoint endpoint, String account, HttpRequest request, String trace) {
    CallRecord call = new CallRecord(account, endpoint, trace, clock.instant());
    ZoomAnswer answer;
    try {
      answer = guarded(endpoint, () -> send(account, request));
    } catch (ZoomCallException failed) {
      report(call, failed.outcome(), failed.failure().diagnosis());
      throw failed;
    } catch (TokenFailure failure) {
      ZoomOutcome outcome =
          failure instanceof TokenFailure.Unreadable ? ZoomOutcome.BROKEN : ZoomOutcome.HELD_BACK;
      report(call, outcome, failure.diagnosis());
      throw failure;
    }
    report(call, ZoomOutcome.ofStatus(answer.status()), answer.described());
    return answer;
  }

  /** What is known of a call when it begins. */
  private record CallRecord(String account, ZoomEndpoint endpoint, String trace, Instant since) {}

  private void report(CallRecord call, ZoomOutcome outcome, String how) {
    Duration took = Duration.between(call.since, clock.instant());
    events.called(new ZoomCall(call.account, call.endpoint, outcome, how, took, call.trace));
  }

  private ZoomAnswer guarded(ZoomEndpoint endpoint, Supplier<ZoomAnswer> sending) {
    try {
      return endpoint == ZoomEndpoint.ACCESS_TOKEN ? guard.oauth(sending) : guard.api(sending);
    } catch (ZoomCallException.HostDown down) {
      throw down.exception();
    }
  }

  private ZoomAnswer send(String account, HttpRequest request) {
    try {
      ZoomAnswer answer = transport.apply(request);
      answer.throwIfServerError();
      outages.recordSuccess(account);
      return answer;
    } catch (ZoomCallException failed) {
      throw outages.recordFailure(account, failed);
    }
  }
}
