package io.latchkey.mint;

import java.time.Duration;

/**
 * The rule by which allowed calls come back after Zoom has limited an account: every ten seconds a
 * twentieth of the configured number, and at least one call.
 */
public final class Reduction {

  private static final Duration STEP = Duration.ofSeconds(10);

  private Reduction() {}

  /** Returns the allowed calls a second after one more reduction. */
  public static int of(int allowed) {
    return Math.max(1, allowed / 2);
  }

  /**
   * Returns the allowed calls a second, including those that have come back.
   *
   * @param most the configured calls a second
   * @param allowed just after the last reduction
   * @param since the last reduction
   */
  public static int recovered(int most, int allowed, Duration since) {
    return (int) Math.min(most, allowed + since.dividedBy(STEP) * Math.max(1, most / 20));
  }
}
