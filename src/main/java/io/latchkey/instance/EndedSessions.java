package io.latchkey.instance;

import io.latchkey.caller.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The sessions of operators that have been signed out: here, or on another instance that shares the
 * database.
 *
 * <p>Thread-safe.
 */
public final class EndedSessions {

  private final WallClock clock;

  /** When each would have ended by itself. */
  private final ConcurrentMap<String, Instant> ended = new ConcurrentHashMap<>();

  /** The sessions that are not in the database yet. */
  private final ConcurrentMap<String, Instant> notShared = new ConcurrentHashMap<>();

  public EndedSessions(WallClock clock) {
    this.clock = clock;
  }

  public boolean contains(String session) {
    return ended.containsKey(session);
  }

  /**
   * Signs a session out.
   *
   * @param until when it would have ended by itself
   */
  public void add(String session, Instant until) {
    Instant now = clock.now();
    ended.values().removeIf(over -> !now.isBefore(over));
    ended.put(session, until);
    notShared.put(session, until);
  }

  /** Returns the sessions that are not in the database yet, with their remaining lives. */
  public Map<String, Duration> notYetShared() {
    Instant now = clock.now();
    notShared.values().removeIf(over -> !now.isBefore(over));
    Map<String, Duration> left = new HashMap<>();
    notShared.forEach((session, until) -> left.put(session, Duration.between(now, until)));
    return left;
  }

  /** Records that these sessions are in the database now. */
  public void markShared(Map<String, Duration> sessions) {
    notShared.keySet().removeAll(sessions.keySet());
  }

  /** Adds sessions that were signed out on other instances. */
  public void addFromOthers(Map<String, Duration> sessions) {
    Instant now = clock.now();
    ended.values().removeIf(over -> !now.isBefore(over));
    sessions.forEach((session, left) -> ended.put(session, now.plus(left)));
  }
}
