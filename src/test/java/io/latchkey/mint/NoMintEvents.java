package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;

/** A listener that ignores all events. */
public class NoMintEvents implements MintEvents {

  @Override
  public TokenEvents accessToken(Account account) {
    return new TokenEvents() {};
  }

  @Override
  public TokenEvents zak(Account account, UserId user) {
    return new TokenEvents() {};
  }

  @Override
  public TokenEvents singleUse(Account account) {
    return new TokenEvents() {};
  }

  @Override
  public void paused(Account account, TokenFailure failure) {}

  @Override
  public void turnedAway(Account account, TokenFailure failure) {}
}
