package io.latchkey.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests whose signature carries an id that was seen within the last 15 minutes. Either
 * the platform tries again, or somebody replays a message that was overheard. Latchkey cannot tell
 * these apart, so it does not refuse such requests. Remembers at most about 10,000 ids.
 *
 * <p>Thread-safe.
 */
final class RepeatedIdCounter {

  private static final int MAX_IDS = 10_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(15);

  private final ConcurrentMap<String, Instant> seen = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> repeated = new ConcurrentHashMap<>();

  void record(String caller, String id, Instant now) {
    if (seen.size() >= MAX_IDS) {
      forget(now);
    }
    Instant before = seen.put(caller + " " + id, now);
    if (before != null && now.isBefore(before.plus(REMEMBERED))) {
      repeated.computeIfAbsent(caller, name -> new LongAdder()).increment();
    }
  }

  /** Returns how many repeated ids a caller has sent. */
  long count(String caller) {
    LongAdder count = repeated.get(caller);
    return count == null ? 0 : count.sum();
  }

  /** Forgets the ids that are too old. If that makes no room, forgets all of them. */
  private void forget(Instant now) {
    for (Map.Entry<String, Instant> id : seen.entrySet()) {
      if (!now.isBefore(id.getValue().plus(REMEMBERED))) {
        // Only if unchanged: the id may have been seen again since it was read.
        seen.remove(id.getKey(), id.getValue());
      }
    }
    if (seen.size() >= MAX_IDS) {
      seen.clear();
    }
  }
}
