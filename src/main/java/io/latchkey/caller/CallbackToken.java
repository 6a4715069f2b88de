package io.latchkey.caller;

import io.latchkey.secret.Secret;
import io.latchkey.secret.SecretHash;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A configured callback token, known by its hash only. It may expire. It remembers when it was last
 * used, so that an operator sees when an old token can be removed.
 *
 * <p>Thread-safe.
 */
public final class CallbackToken {

  private final SecretHash hash;
  private final Instant expiresAt;
  private final AtomicReference<@Nullable Instant> lastUsed = new AtomicReference<>();

  /**
   * @param expiresAt the first instant at which the token is not accepted; {@link Instant#MAX} if
   *     it never expires
   */
  public CallbackToken(SecretHash hash, Instant expiresAt) {
    this.hash = hash;
    this.expiresAt = expiresAt;
  }

  /** Returns whether the presented token is this one, expired or not. Takes constant time. */
  boolean matches(Secret presented) {
    return hash.equals(presented.hash());
  }

  boolean isValidAt(Instant now) {
    return now.isBefore(expiresAt);
  }

  void recordUse(Instant now) {
    lastUsed.set(now);
  }

  /** Returns the first instant at which the token is not accepted; empty if it never expires. */
  public Optional<Instant> expiresAt() {
    return expiresAt.equals(Instant.MAX) ? Optional.empty() : Optional.of(expiresAt);
  }

  /** Another instance has seen a use of this token. */
  public void learnOfUse(Instant use) {
    lastUsed.accumulateAndGet(
        use, (known, other) -> known == null || known.isBefore(other) ? other : known);
  }

  /** Returns a text that tells this token from others, and does not reveal it. */
  public String fingerprint() {
    return hash.fingerprint();
  }

  /** Returns when the token was last used; empty if no use is known. */
  public Optional<Instant> lastUsed() {
    return Optional.ofNullable(lastUsed.get());
  }

  /** Returns whether both are the same token, even if they expire at different times. */
  public boolean sameAs(CallbackToken other) {
    return hash.equals(other.hash);
  }
}
