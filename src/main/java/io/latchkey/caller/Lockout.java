package io.latchkey.caller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Shuts out addresses that guess callback tokens: after so many wrong ones within a time, nothing
 * that comes from there is accepted for as long, not even a valid token. Off unless configured.
 *
 * <p>Remembers 10,000 addresses at most; while that many are guessing at once, others are not
 * counted.
 *
 * <p>Thread-safe.
 */
public final class Lockout {

  private static final int MOST = 10_000;

  /**
   * When an address is shut out.
   *
   * @param after how many wrong callback tokens; 0 for never
   * @param lasting within how long, and for how long
   */
  public record Rule(int after, Duration lasting) {}

  private record Tally(int wrong, Instant until) {}

  private final Rule rule;
  private final InstantSource clock;
  private final ConcurrentMap<String, Tally> tallies = new ConcurrentHashMap<>();

  public Lockout(Rule rule, InstantSource clock) {
    this.rule = rule;
    this.clock = clock;
  }

  /** Whether addresses matter at all. */
  public boolean on() {
    return rule.after > 0;
  }

  /** Whether nothing is accepted from this address now. */
  public boolean holds(String address) {
    Tally tally = tallies.get(address);
    return tally != null && tally.wrong >= rule.after && clock.instant().isBefore(tally.until);
  }

  /**
   * A wrong callback token came from this address.
   *
   * @return whether this one shuts it out
   */
  public boolean wrong(String address) {
    if (!on() || holds(address)) {
      return false;
    }
    Instant now = clock.instant();
    if (tallies.size() >= MOST) {
      tallies.values().removeIf(tally -> !now.isBefore(tally.until));
    }
    if (tallies.size() >= MOST && !tallies.containsKey(address)) {
      return false;
    }
    Tally counted = tallies.merge(address, first(now), (tally, one) -> next(tally, now));
    return counted.wrong == rule.after;
  }

  /** How many addresses are remembered. */
  int size() {
    return tallies.size();
  }

  private Tally first(Instant now) {
    return new Tally(1, now.plus(rule.lasting));
  }

  /** The last one that is needed starts the time anew. */
  private Tally next(Tally tally, Instant now) {
    if (!now.isBefore(tally.until)) {
      return first(now);
    }
    int wrong = tally.wrong + 1;
    return new Tally(wrong, wrong == rule.after ? now.plus(rule.lasting) : tally.until);
  }
}
