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

/** What the parameters of a request ask for, by the names that the platforms give them. */
final class TokenQuery {

  /** Meeting BaaS has two names for it. */
  private static final List<String> BOT = List.of("bot", "bot_id", "bot_uuid");

  /** The second is MeetStream's. */
  private static final List<String> MEETING = List.of("meeting_id", "meeting_number");

  private static final int LONGEST_BOT = 200;

  private TokenQuery() {}

  /**
   * The request.
   *
   * @param bot as a header or body names it; counts if the query names none
   * @param meeting as a body names it
   * @throws MalformedParameter if a parameter stands twice or is written as none can be
   */
  static TokenRequest of(
      TokenKind kind, Query query, Optional<String> bot, Optional<String> meeting) {
    return new TokenRequest(
        kind,
        query.single("account").map(TokenQuery::account),
        query.single("user").map(TokenQuery::user),
        kind == TokenKind.ZAK ? anyMeeting(query, meeting) : meeting(query, meeting),
        BOT.stream()
            .flatMap(name -> query.values(name).stream())
            .findFirst()
            .or(() -> bot)
            .filter(name -> !name.isBlank() && name.length() <= LONGEST_BOT),
        query.single("bypass_waiting_room").map(TokenQuery::yes).orElse(false));
  }

  private static String account(String name) {
    if (name.isBlank()) {
      throw new MalformedParameter("account", "is empty");
    }
    return name;
  }

  private static UserId user(String text) {
    return UserId.parse(text)
        .orElseThrow(
            () ->
                new MalformedParameter(
                    "user", "must be a Zoom user id, an e-mail address (percent-encoded), or me"));
  }

  /** A ZAK is good for any meeting: what cannot be read is what a platform appended. */
  private static Optional<MeetingId> anyMeeting(Query query, Optional<String> inBody) {
    return written(query, inBody).flatMap(text -> MeetingId.parse(text).stream()).findFirst();
  }

  /** Both names may stand there, even twice, for one meeting: MeetStream appends its own. */
  private static Optional<MeetingId> meeting(Query query, Optional<String> inBody) {
    List<String> numbers =
        written(query, inBody).map(text -> meeting(text).digits()).distinct().toList();
    if (numbers.size() > 1) {
      throw new MalformedParameter("meeting_id", "or meeting_number names two meetings");
    }
    return numbers.stream().findFirst().map(TokenQuery::meeting);
  }

  private static Stream<String> written(Query query, Optional<String> inBody) {
    return Stream.concat(
        MEETING.stream().flatMap(name -> query.values(name).stream()),
        inBody.filter(text -> !text.isBlank()).stream());
  }

  static MeetingId meeting(String text) {
    return MeetingId.parse(text)
        .orElseThrow(
            () -> new MalformedParameter("meeting_id", "must be the number of a Zoom meeting"));
  }

  private static boolean yes(String text) {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0", "" -> false;
      default -> throw new MalformedParameter("bypass_waiting_room", "must be true or false");
    };
  }
}
