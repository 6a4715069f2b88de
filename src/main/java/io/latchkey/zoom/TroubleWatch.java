package io.latchkey.zoom;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells one account's trouble from Zoom's: a broken connection is Zoom's at once, the rest when two
 * accounts have it at the same time, or when there is only one.
 *
 * <p>Thread-safe.
 */
final class TroubleWatch {

  private final int quorum;
  private final Set<String> troubled = ConcurrentHashMap.newKeySet();

  TroubleWatch(int accounts) {
    this.quorum = Math.min(2, accounts);
  }

  void answered(String account) {
    troubled.remove(account);
  }

  RuntimeException judged(String account, ZoomTrouble trouble) {
    troubled.add(account);
    boolean everywhere = trouble.connection() || troubled.size() >= quorum;
    return everywhere ? new ZoomTrouble.Everywhere(trouble) : trouble;
  }
}
