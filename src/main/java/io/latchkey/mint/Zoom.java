package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakToken;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that we make to Zoom. Each call blocks, within a time limit of its own. Thread-safe.
 *
 * <p>A mint fails with {@link AccessTokenRejected} if Zoom rejects the access token (401), with
 * {@link AccountLimited} if Zoom limits the whole account (429), with {@link UserRefused} if the
 * code may concern the user only, and with {@link TokenFailure} for any other reason.
 */
public interface Zoom {

  /**
   * Decides whether a failed call is repeated.
   *
   * @param isSingleAttempt whether the call is never repeated
   * @param acquireRepetition asked before each repetition, unless {@code isSingleAttempt} is true
   * @param trace the id in the log of the request that the call is made for; empty without an id
   */
  record RepeatPolicy(boolean isSingleAttempt, BooleanSupplier acquireRepetition, String trace) {}

  /**
   * Fetches an access token by the grant type {@code account_credentials}.
   *
   * @throws TokenFailure if Zoom gives no access token
   */
  AccessToken accessToken(Account account, RepeatPolicy policy);

  /** Returns the host that receives the calls with this access token. */
  default String apiHost(AccessToken accessToken) {
    return accessToken.apiUrl().getHost();
  }

  ZakToken zak(Account account, UserId user, AccessToken accessToken, RepeatPolicy policy);

  /**
   * Mints an OBF token.
   *
   * @param meeting the meeting that the token is for; if null, any meeting that the user takes part
   *     in
   */
  ObfToken obf(
      Account account,
      UserId user,
      @Nullable MeetingId meeting,
      AccessToken accessToken,
      RepeatPolicy policy);

  /**
   * Mints a join token for local recording.
   *
   * @param bypassWaitingRoom whether the bot joins without waiting to be let in
   */
  JoinToken joinToken(
      Account account,
      MeetingId meeting,
      boolean bypassWaitingRoom,
      AccessToken accessToken,
      RepeatPolicy policy);
}
