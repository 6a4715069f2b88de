package io.latchkey.instance;

import java.time.Duration;
import java.util.Map;

/**
 * An instance that has lately said that it lives. Immutable.
 *
 * @param up how long ago it was started
 * @param seen how long ago it said so
 * @param refreshes how many grants it refreshes now
 * @param callsPerSecond the configured calls a second of each account
 */
public record SeenInstance(
    String name, Duration up, Duration seen, int refreshes, Map<String, Integer> callsPerSecond) {

  /** Instances say every five seconds that they live; one that has missed two is gone. */
  private static final Duration GONE = Duration.ofSeconds(12);

  public SeenInstance {
    callsPerSecond = Map.copyOf(callsPerSecond);
  }

  /** Returns whether it lives, as far as is known. */
  public boolean isLive() {
    return seen.compareTo(GONE) < 0;
  }
}
