package io.latchkey.token;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A pause for several cells at once: what the source said to one of them concerns all.
 *
 * <p>Thread-safe.
 */
public final class SharedPause {

  private final TokenTiming timing;
  private final AtomicReference<@Nullable Setback> pause = new AtomicReference<>();

  public SharedPause(TokenTiming timing) {
    this.timing = timing;
  }

  /** The failure that everybody gets while the pause lasts. */
  public Optional<TokenFailure> inForce() {
    Setback seen = pause.get();
    return seen != null && seen.inForce(timing.clock().instant())
        ? Optional.of(seen.failure())
        : Optional.empty();
  }

  /**
   * Starts a pause, unless one is in force already.
   *
   * @return the failure, with the instant of the next try
   */
  public TokenFailure begin(TokenFailure failure) {
    Setback seen = pause.get();
    if (seen != null && seen.inForce(timing.clock().instant())) {
      return seen.failure();
    }
    Setback begun = Setback.after(seen, failure, timing);
    return pause.compareAndSet(seen, begun) ? begun.failure() : begin(failure);
  }

  /** Forgets how often it has happened. */
  public void succeeded() {
    if (pause.get() != null) {
      pause.set(null);
    }
  }
}
