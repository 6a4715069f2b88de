package io.latchkey.check;

import io.latchkey.account.Account;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenKind;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Goes all the way to a ZAK of one account, and tells of each step. Thread-safe. */
public interface AccountProbe {

  /**
   * Makes a few calls and blocks for as long as they take.
   *
   * @param kinds of tokens that somebody is expected to ask for
   * @param given is told at once of the access token that Zoom gives, which may have ended an older
   *     one
   */
  List<Step> probe(Account account, Set<TokenKind> kinds, Consumer<AccessToken> given);
}
