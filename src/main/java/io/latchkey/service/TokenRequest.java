package io.latchkey.service;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.grant.GrantName;
import io.latchkey.token.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * A request of a caller for a token. What the request leaves out comes from the rights of the
 * caller, or else from the configuration.
 *
 * @param kind the kind of token
 * @param account the configured name of an account or of a pool
 * @param user the user inside the account
 * @param grant the grant that the request names by its id or reference; null if it names none
 * @param meeting the meeting that the token is for
 * @param bot the platform's name for the bot that will use the token, so that a pool recognizes the
 *     bot when it asks again
 * @param bypassWaitingRoom for a join token: whether the bot joins without waiting to be let in
 */
public record TokenRequest(
    TokenKind kind,
    @Nullable String account,
    @Nullable UserId user,
    @Nullable GrantName grant,
    @Nullable MeetingId meeting,
    @Nullable String bot,
    boolean bypassWaitingRoom) {

  /** Returns the same request, for the given meeting if the request names no meeting. */
  public TokenRequest orMeeting(MeetingId other) {
    return new TokenRequest(
        kind, account, user, grant, meeting == null ? other : meeting, bot, bypassWaitingRoom);
  }
}
