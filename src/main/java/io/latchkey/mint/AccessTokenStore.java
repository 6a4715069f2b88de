package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.token.AccessToken;
import org.jspecify.annotations.Nullable;

/**
 * Where the instances keep the access tokens of Server-to-Server accounts. Each method is one
 * transaction.
 *
 * <p>Every method but {@link #isBeingPrepared} blocks, and throws {@link
 * io.latchkey.grant.DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface AccessTokenStore {

  /**
   * What is stored for an account.
   *
   * @param generation the number of the token, from 1; zero before the first one
   * @param token null before the first one, and if this instance cannot read or use it
   * @param isLeased whether an instance fetches the next one now
   */
  record Stored(long generation, @Nullable AccessToken token, boolean isLeased) {}

  /**
   * Returns whether the tables are still being checked after the start, and the database has not
   * failed yet.
   */
  boolean isBeingPrepared();

  /**
   * Returns what is stored for an account. Adds an empty row for an account that has none, so that
   * a lease can be taken.
   */
  Stored find(Account account);

  /**
   * Takes the right to fetch the token that follows upon a generation.
   *
   * @return whether this instance has it now
   */
  boolean takeLease(Account account, long generation);

  /**
   * Stores the token that follows upon a generation, and ends the lease.
   *
   * @return false if there is a newer one
   */
  boolean store(Account account, long generation, AccessToken token);

  /** Gives the lease of this instance back. */
  void endLease(Account account);
}
