package io.latchkey.token;

import java.time.Instant;

/**
 * Says what a token is good for. A pure function of its arguments.
 *
 * @param <T> the kind of token
 */
public interface FreshnessRule<T> {

  Freshness at(T token, Instant now);

  /** Whether a token in memory is kept when its renewal failed like this. */
  boolean outlives(TokenFailure failure);
}
