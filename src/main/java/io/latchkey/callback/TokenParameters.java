package io.latchkey.callback;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.grant.GrantName;
import io.latchkey.service.MalformedParameter;
import io.latchkey.service.TokenRequest;
import io.latchkey.token.TokenKind;
import io.latchkey.web.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request for one token, as they were sent.
 *
 * @param query the query of the request
 * @param botOutsideQuery the bot as a header or body names it, used if the query names no bot; null
 *     if neither names one
 * @param meetingInBody the meeting as a body names it; null if no body names one
 */
record TokenParameters(
    TokenKind kind, Query query, @Nullable String botOutsideQuery, @Nullable String meetingInBody) {

  static final String ACCOUNT = "account";
  static final String USER = "user";
  static final String GRANT = "grant";
  static final String BYPASS_WAITING_ROOM = "bypass_waiting_room";

  /** The names of the parameter for the meeting. MeetStream uses the second one. */
  static final List<String> MEETING = List.of("meeting_id", "meeting_number");

  /** The names of the parameter for the bot. Meeting BaaS uses two of them. */
  static final List<String> BOT = List.of("bot", "bot_id", "bot_uuid");

  private static final int MOST_GRANTS = 5;

  /** In characters. A longer name is ignored. */
  private static final int MAX_BOT_LENGTH = 200;

  /** Creates parameters of which all stand in the query. */
  TokenParameters(TokenKind kind, Query query) {
    this(kind, query, null, null);
  }

  /**
   * Reads the parameters as a request for a token.
   *
   * @throws MalformedParameter if a parameter occurs twice with different values, or cannot be read
   */
  TokenRequest toRequest() {
    return toRequest(query.singleValue(GRANT).map(TokenParameters::grant).orElse(null));
  }

  /**
   * Reads the parameters as one request for each grant that they name, or as one without a grant.
   *
   * @throws MalformedParameter as {@link #toRequest} does, and if they name too many grants
   */
  List<TokenRequest> toRequestsOfGrants() {
    Optional<String> names = query.singleValue(GRANT);
    if (names.isEmpty()) {
      return List.of(toRequest(null));
    }
    // With the limit, an empty name at the end is not dropped, and is malformed.
    List<String> grants = Arrays.stream(names.get().split(",", -1)).distinct().toList();
    if (grants.size() > MOST_GRANTS) {
      throw new MalformedParameter(GRANT, "names more than %s grants".formatted(MOST_GRANTS));
    }
    return grants.stream().map(name -> toRequest(grant(name))).toList();
  }

  private TokenRequest toRequest(@Nullable GrantName grant) {
    return new TokenRequest(
        kind,
        query.singleValue(ACCOUNT).map(TokenParameters::account).orElse(null),
        query.singleValue(USER).map(TokenParameters::user).orElse(null),
        grant,
        needsMeeting(kind) ? meeting() : firstReadableMeeting(),
        bot(),
        query.singleValue(BYPASS_WAITING_ROOM).map(TokenParameters::isYes).orElse(false));
  }

  private @Nullable String bot() {
    for (String name : BOT) {
      for (String bot : query.values(name)) {
        // An empty name in the query must not hide the name in a header or body.
        if (isReadableBot(bot)) {
          return bot;
        }
      }
    }
    return botOutsideQuery != null && isReadableBot(botOutsideQuery) ? botOutsideQuery : null;
  }

  private static boolean isReadableBot(String name) {
    return !name.isBlank() && name.length() <= MAX_BOT_LENGTH;
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

  private static boolean needsMeeting(TokenKind kind) {
    return kind == TokenKind.OBF || kind == TokenKind.JOIN_TOKEN;
  }

  private static GrantName grant(String text) {
    return GrantName.parse(text)
        .orElseThrow(
            () ->
                new MalformedParameter(
                    GRANT,
                    "must be the reference of a grant, 1 to 128 of A-Z a-z 0-9 . _ ~ : @ -"));
  }

  /**
   * Returns the first meeting number that can be read. A ZAK is valid for every meeting, so an
   * unreadable number does no harm: the platform appended it.
   */
  private @Nullable MeetingId firstReadableMeeting() {
    for (String text : writtenMeetings()) {
      Optional<MeetingId> meeting = MeetingId.parse(text);
      if (meeting.isPresent()) {
        return meeting.get();
      }
    }
    return null;
  }

  private @Nullable MeetingId meeting() {
    // MeetStream appends its own parameter even if the query names the meeting already, so the same
    // number may occur several times.
    Set<MeetingId> meetings = new HashSet<>();
    writtenMeetings().forEach(text -> meetings.add(meeting(text)));
    if (meetings.size() > 1) {
      throw new MalformedParameter("meeting_id", "or meeting_number names two meetings");
    }
    return meetings.stream().findFirst().orElse(null);
  }

  private List<String> writtenMeetings() {
    List<String> written = new ArrayList<>();
    MEETING.forEach(name -> written.addAll(query.values(name)));
    if (meetingInBody != null && !meetingInBody.isBlank()) {
      written.add(meetingInBody);
    }
    return written;
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
