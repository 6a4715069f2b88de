package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;

/** Listens to what happens to the tokens of all accounts. Thread-safe. */
public interface MintEvents {

  TokenEvents accessToken(Account account);

  TokenEvents zak(Account account, UserId user);

  /** OBF and join tokens, one for each caller. */
  TokenEvents singleUse(Account account);

  /**
   * All mints of an account wait until the instant that the failure tells; told for each who met
   * it.
   */
  void paused(Account account, TokenFailure failure);

  /** Zoom's quota leaves a mint no turn in time. */
  void turnedAway(Account account, TokenFailure failure);
}
