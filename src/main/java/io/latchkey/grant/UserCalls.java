package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import java.util.Optional;

/** The calls to Zoom about the user of an access token. Each blocks. Thread-safe. */
public interface UserCalls {

  /**
   * Asks whom an access token belongs to.
   *
   * @return empty if Zoom does not say
   */
  Optional<ConnectedUser> userOf(Account account, AccessToken token);

  /**
   * Returns whom an access token names itself, without asking Zoom.
   *
   * @return empty if it names nobody
   */
  Optional<ConnectedUser> userNamedBy(AccessToken token);

  /**
   * Asks whether Zoom takes client id and secret of a General app, by a refresh token that never
   * was one. No grant is touched.
   *
   * @return why Zoom does not take them, or could not be asked; empty if it takes them
   */
  Optional<TokenFailure> refusalOfClient(Account account);

  /**
   * Ends the consent that an access token comes from (RFC 7009).
   *
   * @throws TokenFailure if Zoom has not ended it
   */
  void revoke(Account account, Secret accessToken);
}
