package io.latchkey.mint;

import static java.util.Collections.max;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps the calls of one account on this instance below Zoom's rate limit. When all calls of the
 * present window are spent, the next call gets a later turn: first come, first served.
 *
 * <p>In any 1.25 seconds, not more turns begin than calls are allowed a second. A turn is usable
 * only for the first quarter of a second. So in no second are more calls handed to the HTTP client
 * than allowed, however long they waited for a thread.
 *
 * <p>Zoom may limit the account all the same, because other software calls it, too, or because its
 * plan is smaller than configured. Then half as many calls are allowed, and come back by and by
 * ({@link Reduction}). Turns that were given before the reduction are then unusable.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://developers.zoom.us/docs/api/rate-limits/">Zoom: rate limits</a>
 */
final class Quota {

  private static final Duration TURN_VALID_FOR = Duration.ofMillis(250);
  private static final Duration WINDOW = Duration.ofSeconds(1).plus(TURN_VALID_FOR);

  /**
   * The permission to make one call.
   *
   * @param at the instant from which the call may be made
   * @param usableUntil the instant from which it may not be made any more
   * @param reductions the number of reductions before the turn was given
   * @param isShared whether it is one of the quota that all instances share
   */
  record Turn(Instant at, Instant usableUntil, int reductions, boolean isShared) {}

  /**
   * @param turns when the turns of the last window and of the future begin, oldest first
   * @param allowed the most turns in one window, just after the last reduction
   * @param reductions how often the quota has been reduced
   * @param reducedAt when it was last reduced; {@link Instant#MIN} before the first reduction
   */
  private record State(List<Instant> turns, int allowed, int reductions, Instant reducedAt) {}

  private final int most;
  private final InstantSource clock;
  private final AtomicReference<State> state;

  /**
   * @param perSecond the configured calls a second
   */
  Quota(int perSecond, InstantSource clock) {
    this.most = perSecond;
    this.clock = clock;
    this.state = new AtomicReference<>(new State(List.of(), perSecond, 0, Instant.MIN));
  }

  /** Returns whether the call of this turn may be made now. If not, the call needs another turn. */
  boolean isUsable(Turn turn) {
    return turn.reductions == read().reductions && clock.instant().isBefore(turn.usableUntil);
  }

  /**
   * Takes the next turn, if it begins soon enough.
   *
   * @param within how far away the turn may be; zero for a turn that begins now
   * @return the turn; empty if the next turn begins too late, in which case no turn is taken
   */
  Optional<Turn> takeTurn(Duration within) {
    while (true) {
      State seen = read();
      Instant now = clock.instant();
      Instant next = next(seen, now);
      if (next.isAfter(now.plus(within))) {
        return Optional.empty();
      }
      // After a lost compare-and-set another call has this turn: look for the next one.
      if (state.compareAndSet(seen, taken(seen, next, now))) {
        return Optional.of(new Turn(next, next.plus(TURN_VALID_FOR), seen.reductions, false));
      }
    }
  }

  /**
   * Returns how long to wait until a turn could begin within the given time, provided that no other
   * call takes it. Never negative.
   */
  Duration waitUntilTurnWithin(Duration within) {
    Instant now = clock.instant();
    Duration early = Duration.between(now.plus(within), next(read(), now));
    return early.isNegative() ? Duration.ZERO : early;
  }

  /**
   * Halves the number of allowed calls, because Zoom has limited the account.
   *
   * @param turn the turn of the call that was limited; a turn from before the last reduction
   *     changes nothing, so that one burst of calls reduces the number once
   */
  void reduce(Turn turn) {
    Instant now = clock.instant();
    state.updateAndGet(seen -> turn.reductions == seen.reductions ? reduced(seen, now) : seen);
  }

  private State reduced(State seen, Instant now) {
    // Future turns are unusable after the reduction, so they must not delay new ones.
    List<Instant> past = seen.turns.stream().filter(turn -> !turn.isAfter(now)).toList();
    return new State(past, Reduction.of(allowed(seen, now)), seen.reductions + 1, now);
  }

  /** Returns how many calls a second are allowed now. */
  int allowed() {
    return allowed(read(), clock.instant());
  }

  /** Returns the calls that are allowed now, in words for the log. */
  @Override
  public String toString() {
    int allowed = allowed();
    return allowed == most
        ? "%s calls a second (calls-per-second)".formatted(most)
        : "%s calls a second (calls-per-second is %s, but Zoom said 429)".formatted(allowed, most);
  }

  private State read() {
    return requireNonNull(state.get());
  }

  private Instant next(State seen, Instant now) {
    List<Instant> turns = seen.turns;
    if (turns.isEmpty()) {
      return now;
    }
    // Never before a turn that was already given: first come, first served.
    Instant earliest = max(List.of(now, turns.get(turns.size() - 1)));
    int allowed = allowed(seen, now);
    // The turn that lies as many places back as calls are allowed must be a whole window earlier.
    return turns.size() < allowed
        ? earliest
        : max(List.of(earliest, turns.get(turns.size() - allowed).plus(WINDOW)));
  }

  private static State taken(State seen, Instant next, Instant now) {
    Instant old = now.minus(WINDOW);
    List<Instant> turns = new ArrayList<>(seen.turns.size() + 1);
    seen.turns.stream().filter(turn -> turn.isAfter(old)).forEach(turns::add);
    turns.add(next);
    // Not copied: nothing else holds this list, and it never changes again.
    return new State(turns, seen.allowed, seen.reductions, seen.reducedAt);
  }

  /** Returns the allowed calls, including those that have come back since the last reduction. */
  private int allowed(State seen, Instant now) {
    if (seen.allowed == most) {
      return most;
    }
    return Reduction.recovered(most, seen.allowed, Duration.between(seen.reducedAt, now));
  }
}
