package io.latchkey.caller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Shuts out addresses that guess callback tokens: after so many wrong ones within any such time,
 * nothing that comes from there is accepted for as long, not even a valid token. Off unless
 * configured.
 *
 * <p>Remembers 10,000 addresses at most; while that many are guessing at once, others are not
 * counted.
 *
 * <p>Thread-safe.
 */
public final class Lockout {

  private static final int MOST = 10_000;

  /** How often a full memory is searched for what can be forgotten. */
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

  /**
   * When an address is shut out.
   *
   * @param after how many wrong callback tokens; 0 for never, 100 at most
   * @param lasting within how long, and for how long
   */
  public record Rule(int after, Duration lasting) {}

  /** The guesses of one address, in milliseconds of the clock, oldest first; none too old. */
  private static final class Tally {
    final long[] guesses;
    final Instant until;

    Tally(long[] guesses, Instant until) {
      this.guesses = guesses;
      this.until = until;
    }
  }

  private final Rule rule;
  private final InstantSource clock;
  private final ConcurrentMap<String, Tally> tallies = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

  public Lockout(Rule rule, InstantSource clock) {
    this.rule = rule;
    this.clock = clock;
  }

  /** Whether addresses matter at all. */
  public boolean isEnabled() {
    return rule.after > 0;
  }

  /** Whether nothing is accepted from this address now. */
  public boolean isLockedOut(String address) {
    Tally tally = tallies.get(address);
    return tally != null && isLocked(tally, clock.instant());
  }

  /**
   * A wrong callback token came from this address.
   *
   * @return whether this one shuts it out
   */
  public boolean recordFailure(String address) {
    if (!isEnabled() || !roomFor(address)) {
      return false;
    }
    Instant now = clock.instant();
    AtomicBoolean shutsOut = new AtomicBoolean();
    tallies.compute(
        address,
        (same, seen) -> {
          if (seen != null && isLocked(seen, now)) {
            return seen;
          }
          Tally next = next(seen, now);
          shutsOut.set(isLocked(next, now));
          return next;
        });
    return shutsOut.get();
  }

  /** How many addresses are remembered. */
  int size() {
    return tallies.size();
  }

  private boolean roomFor(String address) {
    return tallies.size() < MOST || tallies.containsKey(address) || sweep();
  }

  /** Whether there is room now. */
  private boolean sweep() {
    Instant now = clock.instant();
    Instant due = nextSweep.get();
    if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(BETWEEN_SWEEPS))) {
      return false;
    }
    tallies.values().removeIf(tally -> !now.isBefore(tally.until));
    return tallies.size() < MOST;
  }

  private boolean isLocked(Tally tally, Instant now) {
    return tally.guesses.length >= rule.after && now.isBefore(tally.until);
  }

  /** Each guess makes the address worth remembering for the rule's time. */
  private Tally next(@Nullable Tally before, Instant now) {
    long oldest = now.minus(rule.lasting).toEpochMilli();
    long[] recent =
        before == null
            ? new long[0]
            : Arrays.stream(before.guesses).filter(guess -> guess > oldest).toArray();
    long[] guesses = Arrays.copyOf(recent, recent.length + 1);
    guesses[recent.length] = now.toEpochMilli();
    return new Tally(guesses, now.plus(rule.lasting));
  }
}
