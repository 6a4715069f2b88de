package io.latchkey.consent;

import io.latchkey.account.Account;
import io.latchkey.grant.RefreshAnswer;
import io.latchkey.secret.Secret;
import java.net.URI;

/** The call that exchanges an authorization code for the first tokens. Thread-safe. */
@FunctionalInterface
public interface CodeExchange {

  /**
   * Exchanges a code. Blocks for 30 seconds at most, and repeats nothing.
   *
   * @param verifier of PKCE (RFC 7636)
   * @param redirectUri the one that the code was asked for with
   * @return {@link RefreshAnswer.Rotated} with the tokens, or the reason why Zoom gave no tokens
   */
  RefreshAnswer exchange(Account account, Secret code, Secret verifier, URI redirectUri);
}
