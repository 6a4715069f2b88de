package io.latchkey.token;

import java.time.Duration;
import java.util.concurrent.Future;

/** Runs an action once after a delay, unless the action is cancelled first. Thread-safe. */
@FunctionalInterface
public interface Alarm {

  /**
   * Schedules an action.
   *
   * @param delay zero or negative to run the action as soon as possible
   * @return a future that can cancel the action
   */
  Future<?> after(Duration delay, Runnable action);
}
