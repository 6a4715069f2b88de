package io.latchkey.token;

import java.time.Duration;
import java.util.concurrent.Future;

/** Runs an action once after a delay, unless it is cancelled before. Thread-safe. */
@FunctionalInterface
public interface Alarm {

  Future<?> after(Duration delay, Runnable action);
}
