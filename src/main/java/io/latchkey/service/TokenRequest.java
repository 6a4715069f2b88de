package io.latchkey.service;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.TokenKind;
import java.util.Optional;

/**
 * What a caller asks for. What is not named is found by the caller's rights, else by the
 * configuration.
 *
 * @param kind of the meeting token
 * @param account an account or a pool, by its configured name
 * @param user inside the account
 * @param meeting that the token is for
 * @param bot the platform's name for the bot that will use the token, so that it is known again
 *     when it asks twice
 * @param bypassWaitingRoom for a join token: whether the bot need not wait to be let in
 */
public record TokenRequest(
    TokenKind kind,
    Optional<String> account,
    Optional<UserId> user,
    Optional<MeetingId> meeting,
    Optional<String> bot,
    boolean bypassWaitingRoom) {

  /** The same request, for this meeting if it names none. */
  public TokenRequest orMeeting(MeetingId other) {
    return new TokenRequest(
        kind, account, user, meeting.or(() -> Optional.of(other)), bot, bypassWaitingRoom);
  }
}
