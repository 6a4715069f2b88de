package io.latchkey.mint;

import io.latchkey.mint.AccessTokenStore.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides how long this instance waits for an access token that another one is fetching. Zoom
 * answers within two seconds, or the fetch fails. An instance that was killed in the middle of a
 * fetch must not keep the others waiting for its lease: they fetch without it, since a second fetch
 * loses no access token.
 *
 * <p>Thread-safe.
 */
final class LeasePatience {

  private static final Duration LONGEST_WAIT = Duration.ofMillis(2200);

  /** The leases that are waited for, by account. */
  private final Map<String, SeenLease> seen = new ConcurrentHashMap<>();

  private record SeenLease(long generation, Instant since) {}

  /** Returns whether another instance fetches the next token, and has not taken too long yet. */
  boolean isWorthWaiting(String account, Stored stored, Instant now) {
    if (!stored.isLeased()) {
      seen.remove(account);
      return false;
    }
    SeenLease lease =
        seen.compute(
            account,
            (name, before) ->
                before != null && before.generation == stored.generation()
                    ? before
                    : new SeenLease(stored.generation(), now));
    return now.isBefore(lease.since.plus(LONGEST_WAIT));
  }
}
