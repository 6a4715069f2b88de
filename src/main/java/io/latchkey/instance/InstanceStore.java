package io.latchkey.instance;

import java.util.List;
import java.util.Map;

/**
 * Where instances say that they live. Each method is one transaction.
 *
 * <p>Every method throws {@link io.latchkey.grant.DatabaseUnavailable} if the database cannot be
 * used. Thread-safe.
 */
public interface InstanceStore {

  /**
   * Says that this instance lives.
   *
   * @param callsPerSecond the configured calls a second of each account
   * @return all instances of the last minutes, this one among them
   */
  List<SeenInstance> say(Map<String, Integer> callsPerSecond);

  /** Says that this instance ends now. */
  void leave();
}
