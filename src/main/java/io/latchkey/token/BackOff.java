package io.latchkey.token;

import static java.util.Collections.max;
import static java.util.Collections.min;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How long a source is left alone after a failure: 1, 2, 4 … 30 seconds, lengthened by up to a
 * tenth so that servers which failed together do not return together; longer if the source asked
 * for it, up to a day. An unknown user is remembered for 5 seconds, however often.
 *
 * <p>Thread-safe if the source of random numbers is.
 */
public final class BackOff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration UNKNOWN = Duration.ofSeconds(5);

  /** A limit of a day names the instant at which the day is over. */
  private static final Duration LONGEST_ASKED = Duration.ofHours(24);

  private static final double JITTER = 0.1;

  private final DoubleSupplier random;

  /**
   * @param random numbers from 0 (inclusive) to 1
   */
  public BackOff(DoubleSupplier random) {
    this.random = random;
  }

  /** The pause after the {@code count}th failure in a row, counted from 1. */
  Duration after(TokenFailure failure, int count) {
    if (failure instanceof TokenFailure.Unknown) {
      return UNKNOWN;
    }
    Duration asked = min(List.of(failure.retryAfter().orElse(Duration.ZERO), LONGEST_ASKED));
    Duration own =
        jittered(min(List.of(FIRST.multipliedBy(1L << Math.min(count - 1, 5)), LONGEST)));
    return max(List.of(own, asked));
  }

  private Duration jittered(Duration pause) {
    return pause.plusMillis((long) (pause.toMillis() * JITTER * random.getAsDouble()));
  }
}
