package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure, and how long its source is left alone for it.
 *
 * @param inARow how many times the source itself has failed of late, without a success between
 * @param until when it may be asked again
 */
record Setback(TokenFailure failure, int inARow, Instant until) {

  /** How long after its pause a setback still says something about the source. */
  private static final Duration DOUBT = Duration.ofSeconds(30);

  /**
   * What follows from a failure.
   *
   * <p>A failure that already says when the next try is made comes from elsewhere: its pause is
   * taken over and not lengthened, for this source itself has not failed.
   *
   * @param before the setback before, if there was no success since
   */
  static Setback after(@Nullable Setback before, TokenFailure failure, TokenTiming timing) {
    Instant now = timing.clock().instant();
    int inARow = before != null && before.doubtful(now) ? before.inARow : 0;
    Optional<Instant> elsewhere = failure.heldUntil();
    if (elsewhere.isPresent()) {
      return new Setback(failure, inARow, elsewhere.get());
    }
    Instant until = now.plus(timing.backOff().after(failure, inARow + 1));
    return new Setback(failure.heldUntil(until), inARow + 1, until);
  }

  boolean inForce(Instant now) {
    return now.isBefore(until);
  }

  boolean doubtful(Instant now) {
    return now.isBefore(until.plus(DOUBT));
  }
}
