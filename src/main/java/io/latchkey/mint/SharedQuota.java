package io.latchkey.mint;

import io.latchkey.account.Account;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Zoom's quota of each account for all instances that share a database: all together never make
 * more calls than allowed, whichever instance is asked.
 *
 * <p>Methods that block throw {@link io.latchkey.grant.DatabaseUnavailable} if the database cannot
 * be used. Implementations must be thread-safe.
 */
public interface SharedQuota {

  /**
   * When a call may be made, counted from now.
   *
   * @param begin zero if it may be made at once
   * @param end negative if it is too late
   */
  record Window(Duration begin, Duration end) {

    Window after(Duration time) {
      return new Window(notNegative(begin.minus(time)), end.minus(time));
    }
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  /**
   * Turns that were taken.
   *
   * @param turns the turn of each call, in the order of the calls; empty for a call whose turn
   *     would begin too late
   * @param next how long until the one after them could begin
   * @param allowed the calls a second that all instances may make now
   * @param reductions how often the number of allowed calls has been reduced before these turns
   */
  record Given(List<Optional<Window>> turns, Duration next, int allowed, int reductions) {

    public Given {
      turns = List.copyOf(turns);
    }

    /** Returns the same turns, counted from a later time. */
    public Given after(Duration time) {
      return new Given(
          turns.stream().map(turn -> turn.map(window -> window.after(time))).toList(),
          notNegative(next.minus(time)),
          allowed,
          reductions);
    }
  }

  /**
   * Takes the next turns of an account for calls that wait. Blocks.
   *
   * @param within how far away the turn of each call may be, shortest first
   */
  Given takeTurns(Account account, List<Duration> within);

  /**
   * Halves the number of allowed calls for all instances, because Zoom has limited the account.
   * Blocks.
   *
   * @param reductions of the turn of the call that was limited; if there was another reduction
   *     since, nothing changes
   */
  void reduce(Account account, int reductions);

  /** Returns the part of an account's quota that this instance takes while the database is away. */
  int share(Account account);
}
