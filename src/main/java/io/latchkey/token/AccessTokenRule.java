package io.latchkey.token;

import static java.util.Collections.min;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides how fresh an access token is. The token is fresh until {@code renewBefore} of its life is
 * left, then stale until {@code unusableBefore} is left, and then expired.
 *
 * <p>A token with a short life is fresh for at least half of its life and usable for at least three
 * quarters. So a short {@code expires_in} causes no busy loop of renewals.
 *
 * @param renewBefore how long before its expiry a token is renewed; ten minutes unless configured
 * @param unusableBefore how long before its expiry a token is no longer served; three minutes
 *     unless configured; shorter than {@code renewBefore}
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

  /**
   * Returns true for every failure. A failed renewal says nothing against the token in memory; only
   * Zoom can refuse that token itself.
   */
  @Override
  public boolean keepsTokenAfter(TokenFailure failure) {
    return true;
  }
}
