package io.latchkey.instance;

import java.util.List;
import java.util.Map;

/**
 * Where instances report that they live. Each method is one transaction.
 *
 * <p>Every method throws {@link io.latchkey.grant.DatabaseUnavailable} if the database cannot be
 * used. Thread-safe.
 */
public interface InstanceStore {

  /**
   * Reports that this instance lives.
   *
   * @param callsPerSecond the configured calls a second of each account
   * @return all instances of the last minutes, this one among them
   */
  List<SeenInstance> reportAlive(Map<String, Integer> callsPerSecond);

  /** Removes this instance, which ends. */
  void remove();
}
