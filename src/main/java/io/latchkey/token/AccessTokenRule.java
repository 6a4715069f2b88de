package io.latchkey.token;

import static java.util.Collections.min;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An access token is fresh until {@code renewBefore} its expiry, then stale, and expired {@code
 * unusableBefore} its expiry. A token that lives shorter than those margins keeps half of its life
 * fresh and three quarters usable, so that a short {@code expires_in} makes no busy loop.
 *
 * @param renewBefore ten minutes unless configured
 * @param unusableBefore three minutes unless configured; shorter than {@code renewBefore}
 */
public record AccessTokenRule(Duration renewBefore, Duration unusableBefore)
    implements FreshnessRule<AccessToken> {

  @Override
  public Freshness at(AccessToken token, Instant now) {
    Duration life = Duration.between(token.requestedAt(), token.expiresAt());
    if (!now.isBefore(token.expiresAt().minus(min(List.of(unusableBefore, life.dividedBy(4)))))) {
      return Freshness.EXPIRED;
    }
    if (!now.isBefore(token.expiresAt().minus(min(List.of(renewBefore, life.dividedBy(2)))))) {
      return Freshness.STALE;
    }
    return Freshness.FRESH;
  }

  /** Always: until Zoom itself refuses the token, a failed renewal says nothing against it. */
  @Override
  public boolean outlives(TokenFailure failure) {
    return true;
  }
}
