package io.latchkey.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests whose signature carries an id that was seen before: a platform that tries again,
 * or somebody who plays back what was overheard. They are not refused, since nothing tells the two
 * apart.
 *
 * <p>Thread-safe.
 */
final class RepeatedIds {

  private static final int MOST = 10_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(15);

  private final ConcurrentMap<String, Instant> seen = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> repeated = new ConcurrentHashMap<>();

  void note(String caller, String id, Instant now) {
    if (seen.size() >= MOST) {
      forget(now);
    }
    Instant before = seen.put(caller + " " + id, now);
    if (before != null && now.isBefore(before.plus(REMEMBERED))) {
      repeated.computeIfAbsent(caller, name -> new LongAdder()).increment();
    }
  }

  /** How many of a caller's there were. */
  long of(String caller) {
    LongAdder count = repeated.get(caller);
    return count == null ? 0 : count.sum();
  }

  /** What is old; if nothing is, everything. */
  private void forget(Instant now) {
    for (Map.Entry<String, Instant> id : seen.entrySet()) {
      if (!now.isBefore(id.getValue().plus(REMEMBERED))) {
        seen.remove(id.getKey(), id.getValue());
      }
    }
    if (seen.size() >= MOST) {
      seen.clear();
    }
  }
}
