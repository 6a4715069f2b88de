package io.latchkey.zoom;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Repeats calls that failed for a moment: by the annotation of {@link ZoomRetry}, or by itself on a
 * server without MicroProfile Fault Tolerance, which ignores the annotation. By itself it repeats a
 * call once, after the delay and within the two seconds of the annotation.
 *
 * <p>Thread-safe.
 */
public final class ZoomRepeater {

  private static final Duration MAX_DURATION = Duration.ofSeconds(2);
  private static final int DELAY_MILLIS = 100;
  private static final int JITTER_MILLIS = 50;

  private final ZoomRetry retry;
  private final InstantSource clock;
  private volatile boolean repeatsByItself;

  public ZoomRepeater(ZoomRetry retry, InstantSource clock) {
    this.retry = retry;
    this.clock = clock;
  }

  /** From now on, repeats failed calls by itself. */
  public void repeatByItself() {
    repeatsByItself = true;
  }

  /** Calls until an attempt does not fail for a moment, or until no more attempts are allowed. */
  ZoomAnswer call(Supplier<ZoomAnswer> attempts) {
    Instant begin = clock.instant();
    try {
      return retry.retrying(attempts);
    } catch (ZoomCallException.Retryable failed) {
      if (!repeatsByItself || isOver(begin) || !pause()) {
        throw failed;
      }
      return attempts.get();
    }
  }

  private boolean isOver(Instant begin) {
    Duration afterPause =
        Duration.between(begin, clock.instant()).plusMillis(DELAY_MILLIS + JITTER_MILLIS);
    return afterPause.compareTo(MAX_DURATION) > 0;
  }

  /** Returns false if the application is being stopped. */
  private static boolean pause() {
    try {
      Thread.sleep(
          DELAY_MILLIS + ThreadLocalRandom.current().nextInt(-JITTER_MILLIS, JITTER_MILLIS + 1));
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
