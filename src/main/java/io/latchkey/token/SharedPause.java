package io.latchkey.token;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A pause for several cells at once. What the source answers to one of them holds for all of them.
 *
 * <p>Thread-safe.
 */
public final class SharedPause {

  private final TokenTiming timing;
  private final AtomicReference<@Nullable BackOffState> pause = new AtomicReference<>();

  public SharedPause(TokenTiming timing) {
    this.timing = timing;
  }

  /** Returns the failure that every caller gets during the pause; empty if no pause is in force. */
  public Optional<TokenFailure> inForce() {
    BackOffState seen = pause.get();
    return seen != null && seen.isInForce(timing.clock().instant())
        ? Optional.of(seen.failure())
        : Optional.empty();
  }

  /**
   * Starts a pause. A pause that is already in force continues; it is lengthened if this failure
   * would start a pause that ends later.
   *
   * @return the given failure, with the instant of the next attempt
   */
  public TokenFailure begin(TokenFailure failure) {
    BackOffState seen = pause.get();
    BackOffState next = next(seen, failure);
    // A lost compare-and-set means that another thread has changed the pause: decide again.
    return pause.compareAndSet(seen, next)
        ? failure.withNextAttemptAt(next.nextAttemptAt())
        : begin(failure);
  }

  private BackOffState next(@Nullable BackOffState seen, TokenFailure failure) {
    if (seen == null || !seen.isInForce(timing.clock().instant())) {
      return BackOffState.after(seen, failure, timing);
    }
    // Calls that were already under way fail together. Each counts as a first failure, so that they
    // do not multiply the pause.
    BackOffState asked = BackOffState.after(null, failure, timing);
    return asked.nextAttemptAt().isAfter(seen.nextAttemptAt())
        ? new BackOffState(
            seen.failure().withNextAttemptAt(asked.nextAttemptAt()),
            seen.consecutiveFailures(),
            asked.nextAttemptAt())
        : seen;
  }

  /** Ends the pause now, because the source was asked despite the pause and gave a token. */
  public void end() {
    pause.set(null);
  }

  /**
   * Forgets the failures before a success, so that the next pause is short again.
   *
   * @param askedAt when the source was asked; a question from before the end of the pause changes
   *     nothing, because its answer may be older than the failure
   */
  public void succeeded(Instant askedAt) {
    BackOffState seen = pause.get();
    if (seen != null && !askedAt.isBefore(seen.nextAttemptAt())) {
      // Lost if a new pause has just begun: that pause must stay.
      pause.compareAndSet(seen, null);
    }
  }
}
