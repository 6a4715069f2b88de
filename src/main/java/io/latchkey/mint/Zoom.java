package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakToken;
import java.util.function.BooleanSupplier;

/** What we ask of Zoom. Both calls block, within a bound of their own. Thread-safe. */
public interface Zoom {

  /**
   * Fetches an access token by the grant type {@code account_credentials}.
   *
   * @param once whether a call that fails in passing is not to be made again
   * @throws TokenFailure if Zoom gives none
   */
  AccessToken accessToken(Account account, boolean once);

  /**
   * Mints a ZAK.
   *
   * @param once whether a call that fails in passing is not to be made again
   * @param mayRepeat else asked before each repetition
   * @throws AccessTokenRejected if Zoom does not take the access token (401)
   * @throws AccountLimited if Zoom limits the whole account (429)
   * @throws TokenFailure if Zoom gives none for another reason
   */
  ZakToken zak(
      Account account,
      UserId user,
      AccessToken accessToken,
      boolean once,
      BooleanSupplier mayRepeat);
}
