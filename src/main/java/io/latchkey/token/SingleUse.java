package io.latchkey.token;

import java.time.Instant;

/**
 * The rule of tokens that are good for one caller: none is ever in memory. For a cell that is asked
 * once and thrown away.
 *
 * @param <T> the kind of token
 */
public record SingleUse<T>() implements FreshnessRule<T> {

  @Override
  public Freshness at(T token, Instant now) {
    return Freshness.EXPIRED;
  }

  @Override
  public boolean outlives(TokenFailure failure) {
    return false;
  }
}
