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
 * Locks out addresses that guess the tokens of callers or operators. When {@link Rule#after}
 * guesses come from one address within any period of {@link Rule#lasting}, the address is locked
 * out for the same duration after the last of them: not even a valid token is accepted from there.
 * Disabled unless configured.
 *
 * <p>Remembers at most about 10,000 addresses. While it remembers that many, guesses from other
 * addresses are not counted.
 *
 * <p>Thread-safe.
 */
public final class Lockout {

  private static final int MAX_ADDRESSES = 10_000;

  /**
   * The shortest time between two searches of a full memory for addresses that can be forgotten.
   */
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

  /**
   * When an address is locked out, and for how long.
   *
   * @param after the number of guesses that lock an address out; at most 100; 0 disables the
   *     lock-out
   * @param lasting the period in which guesses are counted, and the duration of the lock-out
   */
  public record Rule(int after, Duration lasting) {}

  /**
   * The recent guesses of one address, in milliseconds of the clock, oldest first. Never changed: a
   * guess makes a new tally, without the guesses that are too old by then.
   */
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

  /** Returns whether addresses can be locked out at all. */
  public boolean isEnabled() {
    return rule.after > 0;
  }

  /** Returns whether nothing is accepted from this address now. */
  public boolean isLockedOut(String address) {
    Tally tally = tallies.get(address);
    return tally != null && isLocked(tally, clock.instant());
  }

  /**
   * Counts a guess: a request from this address whose proof is wrong.
   *
   * @return whether this guess locks the address out
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
            // A guess during the lock-out does not prolong it.
            return seen;
          }
          Tally next = next(seen, now);
          // An update is atomic for its address: of many guesses at once, exactly one locks it out.
          shutsOut.set(isLocked(next, now));
          return next;
        });
    return shutsOut.get();
  }

  /** Returns how many addresses are remembered. */
  int size() {
    return tallies.size();
  }

  /**
   * Returns whether guesses from this address can be counted. Concurrent guesses may exceed the
   * limit by a few: the check and the update are not one step.
   */
  private boolean roomFor(String address) {
    return tallies.size() < MAX_ADDRESSES || tallies.containsKey(address) || sweep();
  }

  /**
   * Forgets addresses whose time is over, at most once a second. Returns whether there is room now.
   */
  private boolean sweep() {
    Instant now = clock.instant();
    Instant due = nextSweep.get();
    // A lost compare-and-set means that another thread sweeps.
    if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(BETWEEN_SWEEPS))) {
      return false;
    }
    tallies.values().removeIf(tally -> !now.isBefore(tally.until));
    return tallies.size() < MAX_ADDRESSES;
  }

  private boolean isLocked(Tally tally, Instant now) {
    return tally.guesses.length >= rule.after && now.isBefore(tally.until);
  }

  /**
   * Returns the tally with one more guess. Each guess prolongs the time for which the address is
   * remembered.
   */
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
