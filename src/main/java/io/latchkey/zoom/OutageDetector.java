package io.latchkey.zoom;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the failure of one account from an outage of the host. A failed connection is an outage at
 * once. Any other failure is an outage if the last call of every account has failed.
 *
 * <p>Thread-safe.
 */
final class OutageDetector {

  private final int accounts;
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  OutageDetector(int accounts) {
    this.accounts = accounts;
  }

  void recordSuccess(String account) {
    failing.remove(account);
  }

  /** Returns what to throw: the failure itself, or {@code HostDown} in an outage. */
  RuntimeException recordFailure(String account, ZoomCallException failure) {
    failing.add(account);
    boolean isOutage = failure.isWithoutConnection() || failing.size() == accounts;
    return isOutage ? new ZoomCallException.HostDown(failure) : failure;
  }
}
