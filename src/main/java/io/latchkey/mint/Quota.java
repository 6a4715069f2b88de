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
 * Keeps the calls of one account below Zoom's own limit. Who comes when all are spent is given a
 * later turn, first come, first served.
 *
 * <p>In any 1.25 seconds not more turns come than calls are allowed, and a turn is good for the
 * first quarter of a second alone: so in no second are more calls handed to the HTTP client,
 * wherever they were held up.
 *
 * <p>When Zoom limits the account all the same (other software calls it too, or its plan is smaller
 * than configured), half as many are allowed; a twentieth of what is configured comes back every
 * ten seconds. Turns that were given before a reduction are then good no more.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://developers.zoom.us/docs/api/rate-limits/">Zoom: rate limits</a>
 */
final class Quota {

  private static final Duration GOOD_FOR = Duration.ofMillis(250);
  private static final Duration WINDOW = Duration.ofSeconds(1).plus(GOOD_FOR);
  private static final Duration REGROWTH = Duration.ofSeconds(10);

  /**
   * Leave to make one call.
   *
   * @param at when
   * @param reductions how many there had been when it was given
   */
  record Turn(Instant at, int reductions) {}

  /**
   * @param turns when those of the last window and of the time to come are, oldest first
   * @param allowed how many in a window, after the last reduction
   * @param reductions how often Zoom has limited the account
   * @param reducedAt when it did so last
   */
  private record State(List<Instant> turns, int allowed, int reductions, Instant reducedAt) {}

  private final int most;
  private final InstantSource clock;
  private final AtomicReference<State> state;

  /**
   * @param perSecond the most calls that are allowed
   */
  Quota(int perSecond, InstantSource clock) {
    this.most = perSecond;
    this.clock = clock;
    this.state = new AtomicReference<>(new State(List.of(), perSecond, 0, Instant.MIN));
  }

  /** Whether the call of this turn may leave now: else it needs another turn. */
  boolean isUsable(Turn turn) {
    return turn.reductions == read().reductions && clock.instant().isBefore(turn.at.plus(GOOD_FOR));
  }

  /** When the next call may be made: the turn is taken. Empty if it would not come in time. */
  Optional<Turn> turn(Duration within) {
    while (true) {
      State seen = read();
      Instant now = clock.instant();
      Instant next = next(seen, now);
      if (next.isAfter(now.plus(within))) {
        return Optional.empty();
      }
      if (state.compareAndSet(seen, taken(seen, next, now))) {
        return Optional.of(new Turn(next, seen.reductions));
      }
    }
  }

  /** How long until there could be a turn within that time, if nobody else took it. */
  Duration until(Duration within) {
    Instant now = clock.instant();
    Duration early = Duration.between(now.plus(within), next(read(), now));
    return early.isNegative() ? Duration.ZERO : early;
  }

  /**
   * Zoom has limited the account.
   *
   * @param turn of the call that met it; one from before the last reduction changes nothing
   */
  void reduce(Turn turn) {
    Instant now = clock.instant();
    state.updateAndGet(seen -> turn.reductions == seen.reductions ? reduced(seen, now) : seen);
  }

  private State reduced(State seen, Instant now) {
    List<Instant> past = seen.turns.stream().filter(turn -> !turn.isAfter(now)).toList();
    return new State(past, Math.max(1, allowed(seen, now) / 2), seen.reductions + 1, now);
  }

  /** How many calls are allowed a second, as things stand. */
  int allowed() {
    return allowed(read(), clock.instant());
  }

  /** What is allowed now, in words for the log. */
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
    Instant earliest = max(List.of(now, turns.get(turns.size() - 1)));
    int allowed = allowed(seen, now);
    return turns.size() < allowed
        ? earliest
        : max(List.of(earliest, turns.get(turns.size() - allowed).plus(WINDOW)));
  }

  private static State taken(State seen, Instant next, Instant now) {
    Instant old = now.minus(WINDOW);
    List<Instant> turns = new ArrayList<>(seen.turns.size() + 1);
    seen.turns.stream().filter(turn -> turn.isAfter(old)).forEach(turns::add);
    turns.add(next);
    return new State(turns, seen.allowed, seen.reductions, seen.reducedAt);
  }

  /** With what has come back since the last reduction. */
  private int allowed(State seen, Instant now) {
    if (seen.allowed == most) {
      return most;
    }
    long steps = Duration.between(seen.reducedAt, now).dividedBy(REGROWTH);
    return (int) Math.min(most, seen.allowed + steps * Math.max(1, most / 20));
  }
}
