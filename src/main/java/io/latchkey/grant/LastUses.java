package io.latchkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers when grants were used last, until that is stored: once an hour for each grant.
 *
 * <p>Thread-safe.
 */
public final class LastUses {

  private static final Duration BETWEEN_WRITES = Duration.ofHours(1);
  private static final int MOST_REMEMBERED = 20_000;
  private static final int BATCH = 200;

  private final InstantSource clock;
  private final ConcurrentMap<GrantId, Instant> pending = new ConcurrentHashMap<>();
  private final ConcurrentMap<GrantId, Instant> written = new ConcurrentHashMap<>();

  /**
   * @param clock the wall clock, since people read these times
   */
  public LastUses(InstantSource clock) {
    this.clock = clock;
  }

  /** Records that a caller got a token of this grant. */
  public void record(GrantId grant) {
    Instant now = clock.instant();
    Instant before = written.get(grant);
    if (before == null || before.isBefore(now.minus(BETWEEN_WRITES))) {
      pending.put(grant, now);
    }
  }

  /**
   * Stores what is to be stored.
   *
   * @throws DatabaseUnavailable if the database cannot be used; then it is kept for the next time
   */
  public void write(GrantUpkeep upkeep) {
    // In one order on all instances, so that they do not wait for one another in a circle.
    List<GrantId> grants =
        pending.keySet().stream().sorted(Comparator.comparing(GrantId::value)).toList();
    for (int from = 0; from < grants.size(); from += BATCH) {
      Map<GrantId, Instant> batch = new LinkedHashMap<>();
      for (GrantId grant : grants.subList(from, Math.min(from + BATCH, grants.size()))) {
        Instant use = pending.get(grant);
        if (use != null) {
          batch.put(grant, use);
        }
      }
      upkeep.recordUses(batch);
      if (written.size() >= MOST_REMEMBERED) {
        written.clear();
      }
      written.putAll(batch);
      batch.forEach(pending::remove);
    }
  }
}
