package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenListener;

/** Listens to the events of the tokens of all accounts. Implementations must be thread-safe. */
public interface MintListener {

  TokenListener accessToken(Account account);

  TokenListener zak(Account account, UserId user);

  /** Returns the listener for OBF tokens and join tokens. */
  TokenListener singleUse(Account account);

  /**
   * Zoom limits the account, or it rejects new access tokens in a way that counts against the
   * account. After a limit, all mints of the account wait until the instant of the failure. After a
   * rejection, one kind of token waits, or only one user or meeting. Called for each mint that
   * meets the problem.
   */
  void paused(Account account, TokenFailure failure);

  /** A mint fails because the quota has no turn for it in time. */
  void turnedAway(Account account, TokenFailure failure);
}
