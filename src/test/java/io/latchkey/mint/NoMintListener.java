package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenListener;

/** A listener that ignores all events. */
public class NoMintListener implements MintListener {

  @Override
  public TokenListener accessToken(Account account) {
    return new TokenListener() {};
  }

  @Override
  public TokenListener zak(Account account, UserId user) {
    return new TokenListener() {};
  }

  @Override
  public TokenListener singleUse(Account account) {
    return new TokenListener() {};
  }

  @Override
  public void paused(Account account, TokenFailure failure) {}

  @Override
  public void turnedAway(Account account, TokenFailure failure) {}
}
