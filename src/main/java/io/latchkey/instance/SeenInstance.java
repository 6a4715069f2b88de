package io.latchkey.instance;

import java.time.Duration;
import java.util.Map;

/**
 * An instance that has lately reported that it lives. Immutable.
 *
 * @param startedAgo how long ago it was started
 * @param reportedAgo how long ago it reported last, by the clock of the database
 * @param holdings what it holds
 * @param callsPerSecond the configured calls a second of each account
 */
public record SeenInstance(
    String name,
    Duration startedAgo,
    Duration reportedAgo,
    Holdings holdings,
    Map<String, Integer> callsPerSecond) {

  /**
   * What an instance holds. Immutable.
   *
   * @param refreshes how many grants it refreshes now
   * @param accessTokens for how many Server-to-Server accounts it has fetched the access token that
   *     all use, or is fetching it
   * @param seats how many users of pools it has sent into meetings
   */
  public record Holdings(int refreshes, int accessTokens, int seats) {}

  /** An instance reports every four seconds. One that has missed two reports counts as gone. */
  private static final Duration GONE = Duration.ofSeconds(12);

  public SeenInstance {
    callsPerSecond = Map.copyOf(callsPerSecond);
  }

  /** Returns whether it lives, as far as is known. */
  public boolean isLive() {
    return reportedAgo.compareTo(GONE) < 0;
  }
}
