package io.latchkey.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides how fresh a token is. Its methods are pure functions of their arguments.
 *
 * @param <T> the kind of token
 */
public interface FreshnessRule<T> {

  Freshness at(T token, Instant now);

  /** Returns the freshness of the token in memory; a missing token counts as expired. */
  default Freshness freshness(@Nullable T token, Instant now) {
    return token == null ? Freshness.EXPIRED : at(token, now);
  }

  /** Returns whether a token stays in memory after its renewal ended with this failure. */
  boolean keepsTokenAfter(TokenFailure failure);
}
