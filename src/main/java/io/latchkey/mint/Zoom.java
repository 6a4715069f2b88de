package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakToken;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What we ask of Zoom. All calls block, within a bound of their own. Thread-safe.
 *
 * <p>Each mint fails with {@link AccessTokenRejected} if Zoom does not take the access token (401),
 * with {@link AccountLimited} if it limits the whole account (429), with {@link UserRefused} if its
 * code may be about the user alone, and with {@link TokenFailure} if it gives no token for another
 * reason.
 */
public interface Zoom {

  /**
   * Whether a failed call is repeated.
   *
   * @param isNever whether no call is repeated
   * @param mayRepeat asked before each repetition otherwise
   * @param trace the id in the log of the request that the call is made for
   */
  record RepeatPolicy(boolean isNever, BooleanSupplier mayRepeat, String trace) {}

  /**
   * Fetches an access token by the grant type {@code account_credentials}.
   *
   * @throws TokenFailure if Zoom gives none
   */
  AccessToken accessToken(Account account, RepeatPolicy policy);

  /** The host that calls with this access token go to. */
  default String apiHost(AccessToken accessToken) {
    return accessToken.apiUrl().getHost();
  }

  ZakToken zak(Account account, UserId user, AccessToken accessToken, RepeatPolicy policy);

  /** Mints an OBF token, for one meeting or for any that the user takes part in. */
  ObfToken obf(
      Account account,
      UserId user,
      Optional<MeetingId> meeting,
      AccessToken accessToken,
      RepeatPolicy policy);

  /** Mints a join token for local recording. */
  JoinToken joinToken(
      Account account,
      MeetingId meeting,
      boolean bypassWaitingRoom,
      AccessToken accessToken,
      RepeatPolicy policy);
}
