package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure, and how long its source is left alone for it. Immutable.
 *
 * @param inARow how many times the source itself has failed lately, without a success between
 * @param nextAttemptAt when the source may be asked again
 */
record BackOffState(TokenFailure failure, int inARow, Instant nextAttemptAt) {

  /** How long after its pause a failure still says something about the source. */
  private static final Duration DOUBT = Duration.ofSeconds(30);

  /**
   * The state after a failure.
   *
   * @param before the state before; null if there was a success since
   */
  static BackOffState after(
      @Nullable BackOffState before, TokenFailure failure, TokenTiming timing) {
    Instant now = timing.clock().instant();
    int inARow = before != null && before.isDoubtful(now) ? before.inARow : 0;
    Optional<Instant> decidedElsewhere = failure.nextAttemptAt();
    if (decidedElsewhere.isPresent()) {
      // The failure comes from elsewhere, with a pause of its own: this source has not failed.
      return new BackOffState(failure, inARow, decidedElsewhere.get());
    }
    Instant next = now.plus(timing.backOff().after(failure, inARow + 1));
    return new BackOffState(failure.withNextAttemptAt(next), inARow + 1, next);
  }

  boolean isInForce(Instant now) {
    return now.isBefore(nextAttemptAt);
  }

  boolean isDoubtful(Instant now) {
    return now.isBefore(nextAttemptAt.plus(DOUBT));
  }
}
