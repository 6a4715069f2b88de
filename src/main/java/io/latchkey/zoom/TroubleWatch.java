package io.latchkey.zoom;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells one account's trouble from Zoom's: that no connection comes about is Zoom's at once, the
 * rest only when no account's last call went well.
 *
 * <p>Thread-safe.
 */
final class TroubleWatch {

  private final int accounts;
  private final Set<String> troubled = ConcurrentHashMap.newKeySet();

  TroubleWatch(int accounts) {
    this.accounts = accounts;
  }

  void answered(String account) {
    troubled.remove(account);
  }

  RuntimeException judged(String account, ZoomTrouble trouble) {
    troubled.add(account);
    boolean everywhere = trouble.connection() || troubled.size() == accounts;
    return everywhere ? new ZoomTrouble.Everywhere(trouble) : trouble;
  }
}
