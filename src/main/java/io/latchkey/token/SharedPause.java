package io.latchkey.token;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A pause for several cells at once: what the source said to one of them concerns all.
 *
 * <p>Thread-safe.
 */
public final class SharedPause {

  private record Pause(TokenFailure failure, int inARow, Instant until) {}

  private final TokenTiming timing;
  private final AtomicReference<@Nullable Pause> pause = new AtomicReference<>();

  public SharedPause(TokenTiming timing) {
    this.timing = timing;
  }

  /** The failure that everybody gets while the pause lasts. */
  public Optional<TokenFailure> inForce() {
    Pause seen = pause.get();
    return seen != null && timing.clock().instant().isBefore(seen.until)
        ? Optional.of(seen.failure)
        : Optional.empty();
  }

  /**
   * Starts a pause, unless one is in force already.
   *
   * @return the failure, with the instant of the next try
   */
  public TokenFailure begin(TokenFailure failure) {
    Instant now = timing.clock().instant();
    Pause seen = pause.get();
    if (seen != null && now.isBefore(seen.until)) {
      return seen.failure;
    }
    int inARow = seen == null ? 1 : seen.inARow + 1;
    Instant until = now.plus(timing.backOff().after(failure, inARow));
    Pause begun = new Pause(failure.heldUntil(until), inARow, until);
    return pause.compareAndSet(seen, begun) ? begun.failure : begin(failure);
  }

  /** Forgets how often it has happened. */
  public void succeeded() {
    if (pause.get() != null) {
      pause.set(null);
    }
  }
}
