package io.latchkey.simulator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the calls of an account, which its plan limits. Not thread-safe. */
final class CallQuota {

  private final Deque<Instant> lastSecond = new ArrayDeque<>();
  private boolean isByTheClock;
  private int today;

  /** Counts from now on by the seconds of the clock, and not in any second. */
  void countByTheClock() {
    isByTheClock = true;
  }

  /**
   * Counts a call. Returns false, without counting it, if the plan does not allow it. The count for
   * the day never starts again.
   */
  boolean allows(SimulatedAccount.Plan plan) {
    Instant now = Instant.now();
    Instant begin = isByTheClock ? now.truncatedTo(ChronoUnit.SECONDS) : now.minusSeconds(1);
    while (!lastSecond.isEmpty() && lastSecond.getFirst().isBefore(begin)) {
      lastSecond.removeFirst();
    }
    if (lastSecond.size() >= plan.perSecond || today >= plan.perDay) {
      return false;
    }
    today++;
    lastSecond.addLast(now);
    return true;
  }
}
