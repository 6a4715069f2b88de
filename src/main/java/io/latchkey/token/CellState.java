package io.latchkey.token;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that changes in a {@link TokenCell}, at one moment. Immutable.
 *
 * @param token the token in memory; null if there is none
 * @param flight the call to the source that is under way; null if there is none
 * @param backOff the last failure, until there is a success; null if there was none
 * @param isRetired whether the cache has given the cell up
 */
record CellState<T>(
    @Nullable T token,
    @Nullable Flight<T> flight,
    @Nullable BackOffState backOff,
    boolean isRetired) {

  /** What a request for the token does: the cells of the table in {@link TokenCell}. */
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

  /** With a token that came by another way than the flight, which goes on. */
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

  /** Until when the source is left alone; empty if it may be asked. */
  Optional<Instant> backsOffUntil(Instant now) {
    return Optional.ofNullable(backOff)
        .filter(failed -> failed.isInForce(now))
        .map(BackOffState::nextAttemptAt);
  }

  private boolean isBackingOff(Instant now) {
    return backOff != null && backOff.isInForce(now);
  }

  /** Returns whether the last failure still says something about the source. */
  boolean isSourceDoubtful(Instant now) {
    return backOff != null && backOff.isDoubtful(now);
  }

  /** Returns whether the source itself has failed lately: then one attempt is enough. */
  boolean isProbing(Instant now) {
    return backOff != null && backOff.isDoubtful(now) && backOff.inARow() > 0;
  }
}
