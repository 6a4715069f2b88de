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

  /** Those that other instances have not been told of. */
  private final ConcurrentMap<String, Instant> untold = new ConcurrentHashMap<>();

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
    untold.put(session, until);
  }

  /**
   * Returns the sessions that other instances have not been told of, with their remaining lives.
   */
  public Map<String, Duration> untold() {
    Instant now = clock.now();
    untold.values().removeIf(over -> !now.isBefore(over));
    Map<String, Duration> left = new HashMap<>();
    untold.forEach((session, until) -> left.put(session, Duration.between(now, until)));
    return left;
  }

  /** Other instances have been told of these sessions. */
  public void told(Map<String, Duration> sessions) {
    untold.keySet().removeAll(sessions.keySet());
  }

  /** Another instance has signed these sessions out. */
  public void learn(Map<String, Duration> sessions) {
    Instant now = clock.now();
    ended.values().removeIf(over -> !now.isBefore(over));
    sessions.forEach((session, left) -> ended.put(session, now.plus(left)));
  }
}
