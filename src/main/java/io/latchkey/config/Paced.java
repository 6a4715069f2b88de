package io.latchkey.config;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Runs a task at most once in a given time. A task that failed runs again at the next call.
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
