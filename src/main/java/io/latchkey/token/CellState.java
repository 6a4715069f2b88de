package io.latchkey.token;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a {@link TokenCell} at one moment. Immutable.
 *
 * @param token the token in memory; null without a token
 * @param flight the call to the source that is under way; null without a call
 * @param backOff the last failure since the last success; null without a failure
 * @param isRetired whether the cache has given up the cell
 */
record CellState<T>(
    @Nullable T token,
    @Nullable Flight<T> flight,
    @Nullable BackOffState backOff,
    boolean isRetired) {

  /** What a request for the token does. The table in {@link TokenCell} shows when. */
  enum Step {
    SERVE,
    SERVE_AND_RENEW,
    SERVE_RESERVE,
    WAIT_OR_SERVE_RESERVE,
    WAIT,
    FAIL
  }

  Step step(Freshness freshness, Instant now) {
    boolean isBackingOff = isBackingOff(now);
    return switch (freshness) {
      case FRESH -> Step.SERVE;
      case STALE -> isBackingOff ? Step.SERVE : Step.SERVE_AND_RENEW;
      case RESERVE -> isBackingOff ? Step.SERVE_RESERVE : Step.WAIT_OR_SERVE_RESERVE;
      case EXPIRED -> isBackingOff ? Step.FAIL : Step.WAIT;
    };
  }

  static <T> CellState<T> empty() {
    return new CellState<>(null, null, null, false);
  }

  CellState<T> withoutToken() {
    return new CellState<>(null, flight, backOff, isRetired);
  }

  /**
   * Returns the state with a token that did not come from the flight. The back-off ends, and the
   * flight continues.
   */
  CellState<T> withToken(T given) {
    return new CellState<>(given, flight, null, isRetired);
  }

  CellState<T> withFlight(Flight<T> launched) {
    return new CellState<>(token, launched, backOff, isRetired);
  }

  CellState<T> landed(T fetched) {
    return new CellState<>(fetched, null, null, isRetired);
  }

  CellState<T> withoutFlight() {
    return new CellState<>(token, null, backOff, isRetired);
  }

  CellState<T> failed(BackOffState next, boolean keepsToken) {
    return new CellState<>(keepsToken ? token : null, null, next, isRetired);
  }

  CellState<T> retired() {
    return new CellState<>(token, null, backOff, true);
  }

  /** Returns the instant until which the source is left alone; empty if it may be asked now. */
  Optional<Instant> backsOffUntil(Instant now) {
    return Optional.ofNullable(backOff)
        .filter(failed -> failed.isInForce(now))
        .map(BackOffState::nextAttemptAt);
  }

  private boolean isBackingOff(Instant now) {
    return backOff != null && backOff.isInForce(now);
  }

  /** Returns whether the last failure is so recent that the source may still be failing. */
  boolean hasSourceFailedRecently(Instant now) {
    return backOff != null && backOff.isRecent(now);
  }

  /**
   * Returns whether the source itself has failed recently. In that case the next call is a single
   * attempt.
   */
  boolean needsSingleAttempt(Instant now) {
    return backOff != null && backOff.isRecent(now) && backOff.consecutiveFailures() > 0;
  }
}
