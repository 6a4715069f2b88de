package io.latchkey.token;

import static java.util.Collections.max;
import static java.util.Collections.min;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Computes how long a source is left alone after a failure. The pause grows with each failure in a
 * row: 1, 2, 4 … 30 seconds. A random part of up to a tenth is added, so that servers which failed
 * together do not return together. If the source asked for a longer pause, that pause counts, up to
 * a day. After {@link TokenFailure.Unknown} and {@link TokenFailure.Ended} the pause is always 5
 * seconds, since a user may come to exist, or connect again, at any time.
 *
 * <p>Thread-safe if the source of random numbers is thread-safe.
 */
public final class BackOff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration UNKNOWN = Duration.ofSeconds(5);

  /**
   * The longest pause that a source may ask for. A daily limit ends at an instant that is at most a
   * day away.
   */
  private static final Duration LONGEST_ASKED = Duration.ofHours(24);

  private static final double JITTER = 0.1;

  private final DoubleSupplier random;

  /**
   * @param random a supplier of numbers from 0 (inclusive) to 1 (exclusive)
   */
  public BackOff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * Returns the pause after a failure.
   *
   * @param count the number of failures in a row, including this one
   */
  Duration after(TokenFailure failure, int count) {
    if (failure instanceof TokenFailure.Unknown || failure instanceof TokenFailure.Ended) {
      return UNKNOWN;
    }
    Duration asked = min(List.of(failure.retryAfter().orElse(Duration.ZERO), LONGEST_ASKED));
    // The shift is bounded, so that it cannot overflow: 1 << 5 seconds exceed LONGEST already.
    Duration own =
        jittered(min(List.of(FIRST.multipliedBy(1L << Math.min(count - 1, 5)), LONGEST)));
    return max(List.of(own, asked));
  }

  private Duration jittered(Duration pause) {
    return pause.plusMillis((long) (pause.toMillis() * JITTER * random.getAsDouble()));
  }
}
