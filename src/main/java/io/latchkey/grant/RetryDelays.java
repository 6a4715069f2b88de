package io.latchkey.grant;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How long a grant is left alone after a refresh that failed: 2, 5, 15, then 60 seconds, until one
 * succeeds. Thread-safe.
 */
final class RetryDelays {

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60));

  private static final int MOST_REMEMBERED = 10_000;

  private final ConcurrentMap<GrantId, Integer> failures = new ConcurrentHashMap<>();

  Duration next(GrantId grant) {
    if (failures.size() >= MOST_REMEMBERED) {
      failures.clear();
    }
    int count = failures.merge(grant, 1, Integer::sum);
    return STEPS.get(Math.min(count, STEPS.size()) - 1);
  }

  void forget(GrantId grant) {
    failures.remove(grant);
  }
}
