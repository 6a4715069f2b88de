package io.latchkey.config;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Does a task not more often than at intervals, however often it is run. A task that failed is done
 * again with the next run.
 *
 * <p>To be run by one thread at a time.
 */
final class Paced implements Runnable {

  private final Runnable task;
  private final Duration between;
  private final InstantSource clock;
  private volatile Instant next = Instant.MIN;

  /**
   * @param clock the monotonic clock
   */
  Paced(Runnable task, Duration between, InstantSource clock) {
    this.task = task;
    this.between = between;
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      task.run();
      next = now.plus(between);
    }
  }
}
