package io.latchkey.callback;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.service.MalformedParameter;
import io.latchkey.service.TokenRequest;
import io.latchkey.token.TokenKind;
import io.latchkey.web.Query;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request for a token, as they were sent.
 *
 * @param query of the request
 * @param botOutsideQuery the bot as a header or body names it; counts if the query names none; null
 *     if none does
 * @param meetingInBody the meeting as a body names it; null if none does
 */
record TokenParameters(
    TokenKind kind, Query query, @Nullable String botOutsideQuery, @Nullable String meetingInBody) {

  static final String ACCOUNT = "account";
  static final String USER = "user";
  static final String BYPASS_WAITING_ROOM = "bypass_waiting_room";

  /** The second name is MeetStream's. */
  static final List<String> MEETING = List.of("meeting_id", "meeting_number");

  /** Meeting BaaS has two names for it. */
  static final List<String> BOT = List.of("bot", "bot_id", "bot_uuid");

  private static final int LONGEST_BOT = 200;

  /** Parameters that stand in the query only. */
  TokenParameters(TokenKind kind, Query query) {
    this(kind, query, null, null);
  }

  /**
   * The request that the parameters make.
   *
   * @throws MalformedParameter if a parameter stands twice with different values, or cannot be read
   */
  TokenRequest toRequest() {
    return new TokenRequest(
        kind,
        query.single(ACCOUNT).map(TokenParameters::account),
        query.single(USER).map(TokenParameters::user),
        kind == TokenKind.ZAK ? anyMeeting() : meeting(),
        bot(),
        query.single(BYPASS_WAITING_ROOM).map(TokenParameters::isYes).orElse(false));
  }

  private Optional<String> bot() {
    return BOT.stream()
        .flatMap(name -> query.values(name).stream())
        .findFirst()
        .or(() -> Optional.ofNullable(botOutsideQuery))
        .filter(name -> !name.isBlank() && name.length() <= LONGEST_BOT);
  }

  private static String account(String name) {
    if (name.isBlank()) {
      throw new MalformedParameter(ACCOUNT, "is empty");
    }
    return name;
  }

  private static UserId user(String text) {
    return UserId.parse(text)
        .orElseThrow(
            () ->
                new MalformedParameter(
                    USER, "must be a Zoom user id, an e-mail address (percent-encoded), or me"));
  }

  /** A ZAK is good for any meeting, so what cannot be read here was appended by the platform. */
  private Optional<MeetingId> anyMeeting() {
    return writtenMeetings().flatMap(text -> MeetingId.parse(text).stream()).findFirst();
  }

  private Optional<MeetingId> meeting() {
    // MeetStream appends its own name for what may stand there already, even twice.
    List<String> numbers =
        writtenMeetings().map(text -> meeting(text).digits()).distinct().toList();
    if (numbers.size() > 1) {
      throw new MalformedParameter("meeting_id", "or meeting_number names two meetings");
    }
    return numbers.stream().findFirst().map(TokenParameters::meeting);
  }

  private Stream<String> writtenMeetings() {
    return Stream.concat(
        MEETING.stream().flatMap(name -> query.values(name).stream()),
        Stream.ofNullable(meetingInBody).filter(text -> !text.isBlank()));
  }

  private static MeetingId meeting(String text) {
    return MeetingId.parse(text)
        .orElseThrow(
            () -> new MalformedParameter("meeting_id", "must be the number of a Zoom meeting"));
  }

  private static boolean isYes(String text) {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0", "" -> false;
      default -> throw new MalformedParameter(BYPASS_WAITING_ROOM, "must be true or false");
    };
  }
}
