package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides how fresh a ZAK is, by its age. The ZAK is fresh for three quarters of {@code reuseFor}
 * and stale for the last quarter. Then it is a reserve until {@code outageReuseFor}, and expired
 * after that. At any age it is expired once less than {@code minRemaining} of its life is left.
 *
 * @param reuseFor the age until which a ZAK is served without waiting; one minute unless
 *     configured; zero mints for every request
 * @param outageReuseFor the age until which a ZAK is a reserve; one hour unless configured; zero
 *     keeps no reserve
 * @param minRemaining the least life left of a ZAK that is served; fifteen minutes unless
 *     configured
 */
public record ZakRule(Duration reuseFor, Duration outageReuseFor, Duration minRemaining)
    implements FreshnessRule<ZakToken> {

  @Override
  public Freshness at(ZakToken token, Instant now) {
    if (token.expiresAt().isBefore(now.plus(minRemaining))) {
      return Freshness.EXPIRED;
    }
    Duration age = Duration.between(token.mintedAt(), now);
    // In nanoseconds: Duration divides by way of BigDecimal, which is slow, and this runs at each
    // request.
    if (age.toNanos() < reuseFor.toNanos() / 4 * 3) {
      return Freshness.FRESH;
    }
    if (age.compareTo(reuseFor) < 0) {
      return Freshness.STALE;
    }
    return age.compareTo(outageReuseFor) < 0 ? Freshness.RESERVE : Freshness.EXPIRED;
  }

  /** Returns whether the failure is not a definite no. A reserve must never hide a refusal. */
  @Override
  public boolean keepsTokenAfter(TokenFailure failure) {
    return !failure.isDefinite();
  }
}
