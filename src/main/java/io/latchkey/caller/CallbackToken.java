package io.latchkey.caller;

import io.latchkey.secret.Secret;
import io.latchkey.secret.SecretHash;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A callback token as we know it: by its hash, perhaps for a time, and when it was last used, so
 * that an operator sees when an old one can go.
 *
 * <p>Thread-safe.
 */
public final class CallbackToken {

  private final SecretHash hash;
  private final Instant expiresAt;
  private final AtomicReference<@Nullable Instant> lastUsed = new AtomicReference<>();

  /**
   * @param expiresAt not accepted from then on; {@link Instant#MAX} for never
   */
  public CallbackToken(SecretHash hash, Instant expiresAt) {
    this.hash = hash;
    this.expiresAt = expiresAt;
  }

  /** Whether this is the token, expired or not. Constant in time. */
  boolean is(Secret presented) {
    return hash.equals(presented.hash());
  }

  boolean valid(Instant now) {
    return now.isBefore(expiresAt);
  }

  void used(Instant now) {
    lastUsed.set(now);
  }

  /** When it is not accepted any more; empty if never. */
  public Optional<Instant> expiresAt() {
    return expiresAt.equals(Instant.MAX) ? Optional.empty() : Optional.of(expiresAt);
  }

  /** Since this start of Latchkey. */
  public Optional<Instant> lastUsed() {
    return Optional.ofNullable(lastUsed.get());
  }

  /** Whether it is the same token, whenever either expires. */
  public boolean sameAs(CallbackToken other) {
    return hash.equals(other.hash);
  }
}
