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
  private final AtomicReference<@Nullable BackOffState> pause = new AtomicReference<>();

  public SharedPause(TokenTiming timing) {
    this.timing = timing;
  }

  /** The failure that everybody gets while the pause lasts. */
  public Optional<TokenFailure> inForce() {
    BackOffState seen = pause.get();
    return seen != null && seen.isInForce(timing.clock().instant())
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
    BackOffState seen = pause.get();
    BackOffState next = next(seen, failure);
    return pause.compareAndSet(seen, next)
        ? failure.withNextAttemptAt(next.nextAttemptAt())
        : begin(failure);
  }

  private BackOffState next(@Nullable BackOffState seen, TokenFailure failure) {
    if (seen == null || !seen.isInForce(timing.clock().instant())) {
      return BackOffState.after(seen, failure, timing);
    }
    BackOffState asked = BackOffState.after(null, failure, timing);
    return asked.nextAttemptAt().isAfter(seen.nextAttemptAt())
        ? new BackOffState(
            seen.failure().withNextAttemptAt(asked.nextAttemptAt()),
            seen.inARow(),
            asked.nextAttemptAt())
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
    BackOffState seen = pause.get();
    if (seen != null && !askedAt.isBefore(seen.nextAttemptAt())) {
      pause.compareAndSet(seen, null);
    }
  }
}
