package io.latchkey.mint;

import io.latchkey.account.Account;
import java.time.Duration;

/**
 * Zoom's quota of each account for all instances that share a database: all together never make
 * more calls than allowed, whichever instance is asked.
 *
 * <p>Methods that block throw {@link io.latchkey.grant.DatabaseUnavailable} if the database cannot
 * be used. Implementations must be thread-safe.
 */
public interface SharedQuota {

  /**
   * The next turn.
   *
   * @param isTaken whether it was taken; it is not if it begins too late
   * @param in how long until it begins; zero for now
   * @param allowed the calls a second that all instances may make now
   * @param reductions how often the number of allowed calls has been reduced before this turn
   */
  record Next(boolean isTaken, Duration in, int allowed, int reductions) {}

  /**
   * Takes the next turn of an account, if it begins soon enough. Blocks.
   *
   * @param within how far away the turn may be
   */
  Next takeTurn(Account account, Duration within);

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
