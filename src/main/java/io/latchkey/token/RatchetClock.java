package io.latchkey.token;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A clock that never runs backwards and never runs slower than time passes. When the wall clock
 * leaps ahead, this clock follows. When the wall clock is set back, this clock continues by elapsed
 * time. So a token can look older than it is, but never younger.
 *
 * <p>Thread-safe.
 */
public final class RatchetClock implements InstantSource {

  /**
   * The lead of the wall clock above which it is followed. Smaller differences are drift; to follow
   * each of them would make every reading a write.
   */
  private static final Duration MIN_LEAP = Duration.ofSeconds(1);

  private record Reading(Instant instant, long nanos) {}

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final AtomicReference<Reading> anchor;

  /** Returns a clock over the wall clock and the elapsed time of the system. */
  public static RatchetClock system() {
    return new RatchetClock(InstantSource.system(), System::nanoTime);
  }

  RatchetClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.anchor = new AtomicReference<>(new Reading(wall.instant(), nanos.getAsLong()));
  }

  @Override
  public Instant instant() {
    while (true) {
      // The anchor is read before the elapsed time, so the difference is never negative.
      Reading seen = requireNonNull(anchor.get());
      long elapsed = nanos.getAsLong();
      Instant byElapsedTime = seen.instant.plusNanos(elapsed - seen.nanos);
      Instant now = wall.instant();
      if (!now.isAfter(byElapsedTime.plus(MIN_LEAP))) {
        return byElapsedTime;
      }
      // A lost compare-and-set means that another thread has moved the anchor: read all again.
      if (anchor.compareAndSet(seen, new Reading(now, elapsed))) {
        return now;
      }
    }
  }
}
