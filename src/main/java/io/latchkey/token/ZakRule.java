package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;

/**
 * A ZAK is fresh for three quarters of {@code reuseFor}, stale for the last quarter, a reserve
 * until {@code outageReuseFor}, and expired then; and expired at any age once less than {@code
 * minRemaining} of its life is left.
 *
 * @param reuseFor one minute unless configured; zero mints for every request
 * @param outageReuseFor one hour unless configured; zero keeps no reserve
 * @param minRemaining fifteen minutes unless configured
 */
public record ZakRule(Duration reuseFor, Duration outageReuseFor, Duration minRemaining)
    implements FreshnessRule<ZakToken> {

  @Override
  public Freshness at(ZakToken token, Instant now) {
    if (token.expiresAt().isBefore(now.plus(minRemaining))) {
      return Freshness.EXPIRED;
    }
    Duration age = Duration.between(token.mintedAt(), now);
    // In nanoseconds, since a Duration divides by way of BigDecimal, at each request.
    if (age.toNanos() < reuseFor.toNanos() / 4 * 3) {
      return Freshness.FRESH;
    }
    if (age.compareTo(reuseFor) < 0) {
      return Freshness.STALE;
    }
    return age.compareTo(outageReuseFor) < 0 ? Freshness.RESERVE : Freshness.EXPIRED;
  }

  /** Not a definite no: tolerance never hides a refusal. */
  @Override
  public boolean outlives(TokenFailure failure) {
    return !failure.isDefinite();
  }
}
