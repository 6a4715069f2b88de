package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure, and the time until which its source is left alone. Immutable.
 *
 * @param consecutiveFailures how many times in a row the source itself has failed; failures from
 *     elsewhere do not count, and a failure that is no longer recent ends the row
 * @param nextAttemptAt the instant from which the source may be asked again
 */
record BackOffState(TokenFailure failure, int consecutiveFailures, Instant nextAttemptAt) {

  /** How long after the end of its pause a failure still says something about the source. */
  private static final Duration RECENT_FOR = Duration.ofSeconds(30);

  /**
   * Returns the state after a failure.
   *
   * @param before the state before the failure; null to count the failure as the first
   */
  static BackOffState after(
      @Nullable BackOffState before, TokenFailure failure, TokenTiming timing) {
    Instant now = timing.clock().instant();
    int consecutiveFailures =
        before != null && before.isRecent(now) ? before.consecutiveFailures : 0;
    Optional<Instant> decidedElsewhere = failure.nextAttemptAt();
    if (decidedElsewhere.isPresent()) {
      // The pause was decided elsewhere, for example for the access token. This source has not
      // failed.
      return new BackOffState(failure, consecutiveFailures, decidedElsewhere.get());
    }
    Instant next = now.plus(timing.backOff().after(failure, consecutiveFailures + 1));
    return new BackOffState(failure.withNextAttemptAt(next), consecutiveFailures + 1, next);
  }

  /** Returns whether the pause has not ended yet. */
  boolean isInForce(Instant now) {
    return now.isBefore(nextAttemptAt);
  }

  /** Returns whether the failure is so recent that the source may still be failing. */
  boolean isRecent(Instant now) {
    return now.isBefore(nextAttemptAt.plus(RECENT_FOR));
  }
}
