package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenEvents;

/** Who is told what happens to which token. Thread-safe. */
public interface MintEvents {

  TokenEvents accessToken(Account account);

  TokenEvents zak(Account account, UserId user);
}
