package io.latchkey.instance;

import java.time.Duration;
import java.util.Map;

/**
 * What operators see alike on all instances that share a database. Each method is one transaction.
 *
 * <p>Every method throws {@link io.latchkey.grant.DatabaseUnavailable} if the database cannot be
 * used. Thread-safe.
 */
public interface OperatorStore {

  /**
   * What all instances know together.
   *
   * @param endedSessions with their remaining lives
   * @param lastUses how long ago a callback token was used, by its fingerprint
   */
  record Known(Map<String, Duration> endedSessions, Map<String, Duration> lastUses) {}

  /** Returns what the instances have shared. */
  Known readShared();

  /**
   * Shares what this instance has learnt.
   *
   * @param endedSessions with their remaining lives
   * @param lastUses how long ago a callback token was used, by its fingerprint
   */
  void share(Map<String, Duration> endedSessions, Map<String, Duration> lastUses);
}
