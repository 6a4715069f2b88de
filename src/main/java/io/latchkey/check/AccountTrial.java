package io.latchkey.check;

import io.latchkey.account.Account;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenKind;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Goes all the way to a ZAK of one account, step by step. Thread-safe. */
public interface AccountTrial {

  /**
   * Makes a few calls to Zoom and blocks until they have ended.
   *
   * @param kinds the kinds of tokens that callers are expected to ask for
   * @param given called at once with the access token that Zoom gives: a new access token may end
   *     an older one
   */
  List<Step> probe(Account account, Set<TokenKind> kinds, Consumer<AccessToken> given);
}
