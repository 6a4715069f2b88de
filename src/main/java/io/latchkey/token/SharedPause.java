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
   * Starts a pause; one that is in force goes on, and is lengthened if the source now asks for
   * more.
   *
   * @return the failure, with the instant of the next try
   */
  public TokenFailure begin(TokenFailure failure) {
    Setback seen = pause.get();
    Setback next = next(seen, failure);
    return pause.compareAndSet(seen, next) ? failure.heldUntil(next.until()) : begin(failure);
  }

  private Setback next(@Nullable Setback seen, TokenFailure failure) {
    if (seen == null || !seen.inForce(timing.clock().instant())) {
      return Setback.after(seen, failure, timing);
    }
    Setback asked = Setback.after(null, failure, timing);
    return asked.until().isAfter(seen.until())
        ? new Setback(seen.failure().heldUntil(asked.until()), seen.inARow(), asked.until())
        : seen;
  }

  /** Ends the pause: the source was asked all the same, and gave something. */
  public void end() {
    pause.set(null);
  }

  /**
   * Forgets how often it has happened.
   *
   * @param askedAt when the source was asked that now gave something; an answer to what was asked
   *     before the pause was over says nothing about it
   */
  public void succeeded(Instant askedAt) {
    Setback seen = pause.get();
    if (seen != null && !askedAt.isBefore(seen.until())) {
      pause.compareAndSet(seen, null);
    }
  }
}
