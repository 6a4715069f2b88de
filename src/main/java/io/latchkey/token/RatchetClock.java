package io.latchkey.token;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A clock that never runs backwards and never slower than time passes: it follows a wall clock that
 * leaps ahead, and goes on by elapsed time when the wall clock is set back. So a token can look
 * older than it is, never younger.
 *
 * <p>Thread-safe.
 */
public final class RatchetClock implements InstantSource {

  /** Smaller differences are drift; to follow each would make every reading a write. */
  private static final Duration LEAP = Duration.ofSeconds(1);

  private record Anchor(Instant instant, long nanos) {}

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final AtomicReference<Anchor> anchor;

  /** A clock over the system's wall clock and elapsed time. */
  public static RatchetClock system() {
    return new RatchetClock(InstantSource.system(), System::nanoTime);
  }

  RatchetClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.anchor = new AtomicReference<>(new Anchor(wall.instant(), nanos.getAsLong()));
  }

  @Override
  public Instant instant() {
    while (true) {
      Anchor seen = requireNonNull(anchor.get());
      long elapsed = nanos.getAsLong();
      Instant steady = seen.instant.plusNanos(elapsed - seen.nanos);
      Instant now = wall.instant();
      if (!now.isAfter(steady.plus(LEAP))) {
        return steady;
      }
      if (anchor.compareAndSet(seen, new Anchor(now, elapsed))) {
        return now;
      }
    }
  }
}
