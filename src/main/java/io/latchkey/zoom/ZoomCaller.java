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
 * Sends a request to Zoom through repeater, guard and transport, and turns each exception on that
 * way into a {@link TokenFailure}.
 *
 * <p>Thread-safe.
 */
final class ZoomCaller {

  private final Function<HttpRequest, ZoomAnswer> transport;
  private final ZoomRepeater repeater;
  private final ZoomGuard guard;
  private final OutageDetector outages;
  private final ZoomListener events;
  private final InstantSource clock;

  ZoomCaller(
      Function<HttpRequest, ZoomAnswer> transport,
      ZoomRepeater repeater,
      ZoomGuard guard,
      OutageDetector outages,
      ZoomListener events,
      InstantSource clock) {
    this.transport = transport;
    this.repeater = repeater;
    this.guard = guard;
    this.outages = outages;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Returns Zoom's answer, of any status below 500.
   *
   * @throws TokenFailure if there is no such answer
   */
  ZoomAnswer call(
      ZoomEndpoint endpoint, String account, HttpRequest request, Zoom.RepeatPolicy policy) {
    Supplier<ZoomAnswer> attempt = () -> attempt(endpoint, account, request, policy.trace());
    try {
      return policy.isSingleAttempt()
          ? attempt.get()
          : repeater.call(new Attempts(attempt, policy.acquireRepetition()));
    } catch (ZoomCallException failed) {
      throw failed.failure();
    }
  }

  /** The attempts of one call. Each but the first must take a turn by the quota. */
  private static final class Attempts implements Supplier<ZoomAnswer> {
    private final Supplier<ZoomAnswer> attempt;
    private final BooleanSupplier acquireRepetition;
    private ZoomCallException.@Nullable Retryable before;

    Attempts(Supplier<ZoomAnswer> attempt, BooleanSupplier acquireRepetition) {
      this.attempt = attempt;
      this.acquireRepetition = acquireRepetition;
    }

    @Override
    public ZoomAnswer get() {
      if (before != null && !acquireRepetition.getAsBoolean()) {
        throw before.asNotRetryable();
      }
      try {
        return attempt.get();
      } catch (ZoomCallException.Retryable retryable) {
        before = retryable;
        throw retryable;
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

  /** A call at its beginning. */
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
