package io.latchkey.consent;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.consent.ConsentLink.Expected;
import io.latchkey.grant.Reference;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an operator's order for a consent link. Its fields are {@code account} (default: {@code
 * default}), {@code reference}, {@code expires} (an ISO-8601 duration), {@code return_url}, {@code
 * expected_email} and {@code expected_zoom_account}. All but the account may be missing.
 */
public final class NewConsentLinkFields {

  /** The names of all fields. */
  public static final Set<String> FIELDS =
      Set.of(
          "account",
          "reference",
          "expires",
          "return_url",
          "expected_email",
          "expected_zoom_account");

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Pattern ZOOM_ACCOUNT = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int LONGEST_EMAIL = 254;

  private NewConsentLinkFields() {}

  /**
   * Reads an order.
   *
   * @param fields the values of the fields, by name; an empty value counts as missing
   * @param linkFor how long the link is good, unless the order says so
   * @param allowed returns the address that a return URL is; empty if it is not allowed
   * @param now when the life of the link begins
   * @throws IllegalArgumentException if a field is unknown or malformed; the message never contains
   *     a value
   */
  public static ConsentLink read(
      Map<String, String> fields,
      Duration linkFor,
      Function<String, Optional<URI>> allowed,
      Instant now) {
    for (String field : fields.keySet()) {
      require(
          FIELDS.contains(field),
          "it knows " + String.join(", ", FIELDS.stream().sorted().toList()) + " alone");
    }
    String account = text(fields, "account");
    String reference = text(fields, "reference");
    String returnUrl = text(fields, "return_url");
    return new ConsentLink(
        account == null ? Account.DEFAULT : account,
        reference == null
            ? null
            : Reference.parse(reference)
                .orElseThrow(
                    () -> problem("reference must be 1 to 128 of A-Z a-z 0-9 . _ ~ : @ -")),
        now.plus(life(text(fields, "expires"), linkFor)).truncatedTo(ChronoUnit.SECONDS),
        returnUrl == null
            ? null
            : allowed
                .apply(returnUrl)
                .orElseThrow(
                    () -> problem("return_url must be below one of latchkey.consent.return-urls")),
        expected(fields));
  }

  private static Expected expected(Map<String, String> fields) {
    String email = text(fields, "expected_email");
    require(
        email == null
            || (email.length() <= LONGEST_EMAIL
                && email.contains("@")
                && UserId.parse(email).isPresent()),
        "expected_email must be an e-mail address");
    String zoomAccount = text(fields, "expected_zoom_account");
    require(
        zoomAccount == null || ZOOM_ACCOUNT.matcher(zoomAccount).matches(),
        "expected_zoom_account must be the id of a Zoom account");
    return new Expected(email == null ? null : UserId.normalized(email), zoomAccount);
  }

  private static @Nullable String text(Map<String, String> fields, String name) {
    String text = fields.get(name);
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static Duration life(@Nullable String text, Duration otherwise) {
    try {
      Duration life = text == null ? otherwise : Duration.parse(text);
      require(
          life.compareTo(SHORTEST) >= 0 && life.compareTo(LONGEST) <= 0,
          "expires must be from PT1M to P365D");
      return life;
    } catch (DateTimeParseException noDuration) {
      throw problem("expires must be an ISO-8601 duration such as P7D");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw problem(otherwise);
    }
  }

  private static IllegalArgumentException problem(String what) {
    return new IllegalArgumentException(what);
  }
}
