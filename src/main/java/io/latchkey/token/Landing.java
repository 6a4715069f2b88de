package io.latchkey.token;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts the result of a {@link Flight} into the state of a {@link TokenCell}, and wakes the callers
 * who wait for it.
 *
 * <p>Thread-safe.
 */
final class Landing<T> {

  private final AtomicReference<CellState<T>> state;
  private final FreshnessRule<T> rule;
  private final TokenTiming timing;
  private final TokenListener events;

  Landing(
      AtomicReference<CellState<T>> state,
      FreshnessRule<T> rule,
      TokenTiming timing,
      TokenListener events) {
    this.state = state;
    this.rule = rule;
    this.timing = timing;
    this.events = events;
  }

  /**
   * Ends a flight.
   *
   * @param token the fetched token; null if the call failed
   * @param thrown why the call failed; null if it did not
   */
  void land(Flight<T> flight, @Nullable T token, @Nullable Throwable thrown) {
    if (token != null) {
      landWithToken(flight, token);
      return;
    }
    Throwable unwrapped =
        thrown == null ? new NullPointerException("no token") : Thrown.unwrapped(thrown);
    TokenFailure failure = TokenFailure.of(unwrapped);
    if (unwrapped instanceof SourcePaused) {
      // The source keeps the pause itself and may end it early, so the cell records no back-off of
      // its own. Its token has not failed and stays in memory.
      state.updateAndGet(CellState::withoutFlight);
      flight.landing().completeExceptionally(failure);
    } else {
      landWithFailure(flight, failure);
    }
  }

  private void landWithToken(Flight<T> flight, T token) {
    // The state is published before the waiters wake: a waiter that asks again must not find the
    // ended call.
    state.updateAndGet(seen -> seen.landed(token));
    try {
      events.renewed();
    } finally {
      // In finally: a listener that throws must not leave the waiters without an answer.
      flight.landing().complete(token);
    }
  }

  private void landWithFailure(Flight<T> flight, TokenFailure failure) {
    BackOffState backOff =
        BackOffState.after(requireNonNull(state.get()).backOff(), failure, timing);
    boolean keepsToken = rule.keepsTokenAfter(failure);
    // Published before the waiters wake, as in landWithToken.
    CellState<T> after = state.updateAndGet(seen -> seen.failed(backOff, keepsToken));
    try {
      // A failure with the instant of the next attempt was already reported where its pause began.
      if (failure.nextAttemptAt().isEmpty()) {
        events.failed(backOff.failure(), rule.freshness(after.token(), timing.clock().instant()));
      }
    } finally {
      flight.landing().completeExceptionally(backOff.failure());
    }
  }
}
