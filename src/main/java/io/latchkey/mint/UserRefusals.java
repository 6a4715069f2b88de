package io.latchkey.mint;

import io.latchkey.account.UserId;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decides for one account whether a {@link UserRefused} concerns one user or everybody. It concerns
 * everybody if the configured user meets it, or if two users meet the same code within a minute.
 *
 * <p>Thread-safe.
 */
final class UserRefusals {

  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** A limit for the memory; Zoom has only some dozens of codes. */
  private static final int MOST_CODES = 100;

  private record LastUser(UserId user, Instant at) {}

  private final UserId configured;
  private final InstantSource clock;
  private final ConcurrentMap<String, LastUser> lastByCode = new ConcurrentHashMap<>();

  UserRefusals(UserId configured, InstantSource clock) {
    this.configured = configured;
    this.clock = clock;
  }

  TokenFailure decide(UserRefused refused, UserId user) {
    Instant now = clock.instant();
    AtomicBoolean metByAnother = new AtomicBoolean();
    if (lastByCode.size() < MOST_CODES || lastByCode.containsKey(refused.code())) {
      // Within compute, the comparison with the last user and the update are one atomic step.
      lastByCode.compute(
          refused.code(),
          (code, last) -> {
            metByAnother.set(
                last != null && !last.user.equals(user) && now.isBefore(last.at.plus(REMEMBERED)));
            return new LastUser(user, now);
          });
    }
    return user.equals(configured) || metByAnother.get()
        ? refused.asAccountFailure()
        : refused.asUserFailure();
  }
}
