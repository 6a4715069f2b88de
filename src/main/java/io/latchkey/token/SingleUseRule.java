package io.latchkey.token;

import java.time.Instant;

/**
 * The freshness rule of single-use tokens: they are never served from memory. It is for a cell that
 * is asked once and then thrown away.
 *
 * @param <T> the kind of token
 */
public record SingleUseRule<T>() implements FreshnessRule<T> {

  @Override
  public Freshness at(T token, Instant now) {
    return Freshness.EXPIRED;
  }

  @Override
  public boolean keepsTokenAfter(TokenFailure failure) {
    return false;
  }
}
