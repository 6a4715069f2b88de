package io.latchkey.caller;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.grant.Reference;
import io.latchkey.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads an operator's order for a signed callback token. Its fields are {@code caller}, {@code
 * kinds} (separated by commas), {@code account} (default: {@code default}), {@code user} or {@code
 * grant} (a reference; default: the account's own user), {@code meeting_id} (default: any meeting)
 * and {@code expires_in} (in seconds; default: one day).
 */
public final class NewSignedTokenFields {

  /** The names of all fields. */
  public static final Set<String> FIELDS =
      Set.of("caller", "kinds", "account", "user", "grant", "meeting_id", "expires_in");

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private NewSignedTokenFields() {}

  /**
   * Reads an order.
   *
   * @param fields the values of the fields, by name
   * @param now when the life of the token begins
   * @throws IllegalArgumentException if a field is unknown, missing or malformed; the message never
   *     contains a value
   */
  public static SignedToken read(Map<String, String> fields, Instant now) {
    for (String field : fields.keySet()) {
      require(
          FIELDS.contains(field),
          "it knows " + String.join(", ", FIELDS.stream().sorted().toList()) + " alone");
    }
    String caller = fields.getOrDefault("caller", "");
    require(caller.matches(Account.NAME_PATTERN), "caller must be the name of a configured caller");
    String account = fields.getOrDefault("account", Account.DEFAULT);
    require(
        account.matches(Account.NAME_PATTERN),
        "account must be the name of a configured account or pool");
    return new SignedToken(
        caller,
        new Rights(kinds(fields), Set.of(account), Set.of(user(fields)), Set.of(meeting(fields))),
        now.plus(lifetime(fields)));
  }

  private static Set<String> kinds(Map<String, String> fields) {
    Set<String> kinds =
        Arrays.stream(fields.getOrDefault("kinds", "").split(",")).collect(Collectors.toSet());
    require(
        kinds.stream().allMatch(kind -> TokenKind.parse(kind).isPresent()),
        "kinds must be of " + TokenKind.list() + ", as one text with commas between");
    return kinds;
  }

  private static String user(Map<String, String> fields) {
    Optional<String> user = Optional.ofNullable(fields.get("user"));
    String grant = fields.get("grant");
    if (grant != null) {
      require(user.isEmpty(), "user and grant exclude one another");
      require(
          Reference.parse(grant).isPresent(),
          "grant must be a reference, 1 to 128 of A-Z a-z 0-9 . _ ~ : @ -");
      return Rights.GRANT + grant;
    }
    require(
        user.isEmpty() || user.flatMap(UserId::parse).isPresent(),
        "user must be a Zoom user id, an e-mail address or me");
    return user.orElse(Rights.OWN);
  }

  private static String meeting(Map<String, String> fields) {
    Optional<String> text = Optional.ofNullable(fields.get("meeting_id"));
    Optional<MeetingId> meeting = text.flatMap(MeetingId::parse);
    require(
        text.isEmpty() || meeting.isPresent(), "meeting_id must be the number of a Zoom meeting");
    return meeting.map(MeetingId::digits).orElse(Rights.ALL);
  }

  private static Duration lifetime(Map<String, String> fields) {
    String seconds = fields.getOrDefault("expires_in", Long.toString(DAY.toSeconds()));
    // Nine digits always fit into a long. Any other text becomes zero, which is refused below.
    Duration lifetime =
        seconds.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    require(
        lifetime.toSeconds() >= 60 && lifetime.compareTo(LONGEST) <= 0,
        "expires_in must be from 60 to " + LONGEST.toSeconds() + " seconds");
    return lifetime;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
