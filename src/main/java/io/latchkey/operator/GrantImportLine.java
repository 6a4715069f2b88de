package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.web.RequestBody;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of an import: a consent with its refresh token.
 *
 * @param reference null if the line has none; then it names the Zoom user
 */
record GrantImportLine(NewGrant grant, @Nullable Reference reference) {

  /** The life that Zoom gives an access token. */
  private static final Duration LONGEST_LIFE = Duration.ofHours(1);

  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16384}");
  private static final Pattern ZOOM_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern SCOPES = Pattern.compile("[\\x20-\\x7e]{0,4000}");
  private static final List<String> FIELDS =
      List.of(
          "account",
          "zoom_user_id",
          "refresh_token",
          "reference",
          "email",
          "zoom_account_id",
          "scopes",
          "access_token",
          "expires_at");

  /** Thrown for a line that cannot be imported. The message never contains a value. */
  static final class BadLine extends RuntimeException {
    BadLine(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Reads a line.
   *
   * @param generalApps the accounts that have grants, by their names
   * @throws BadLine if it cannot be imported
   */
  static GrantImportLine read(String text, Map<String, Account> generalApps) {
    RequestBody line =
        RequestBody.tryParse(text.getBytes(UTF_8))
            .orElseThrow(() -> new BadLine("is no JSON object"));
    for (String field : line.json().keySet()) {
      require(
          FIELDS.contains(field),
          "has a field that is not known; known are " + String.join(", ", FIELDS));
    }
    Account account =
        Optional.ofNullable(generalApps.get(line.text("account").orElse("")))
            .orElseThrow(() -> new BadLine("account must name an account of a General app"));
    String user = known(line, "zoom_user_id", ZOOM_ID.asMatchPredicate());
    require(!UserId.ME.value().equals(user), "zoom_user_id must be the id that Zoom gives");
    Reference reference = reference(line);
    require(user != null || reference != null, "zoom_user_id or reference is missing");
    String refreshToken = known(line, "refresh_token", TOKEN.asMatchPredicate());
    require(refreshToken != null, "refresh_token is missing");
    String accessToken = known(line, "access_token", TOKEN.asMatchPredicate());
    Duration life = lifeLeft(line);
    return new GrantImportLine(
        new NewGrant(
            owner(line, account, user),
            Secret.of(requireNonNull(refreshToken)),
            accessToken == null || life.isZero() ? null : Secret.of(accessToken),
            life),
        reference);
  }

  private static Grant.Owner owner(RequestBody line, Account account, @Nullable String user) {
    String scopes = known(line, "scopes", SCOPES.asMatchPredicate());
    return new Grant.Owner(
        account.name(),
        user == null ? Grant.Owner.UNKNOWN_USER : user,
        known(line, "zoom_account_id", ZOOM_ID.asMatchPredicate()),
        email(line),
        account.clientId(),
        scopes == null ? "" : scopes);
  }

  /** Returns the value of a field; null if the line does not have it. */
  private static @Nullable String known(RequestBody line, String field, Predicate<String> rule) {
    Optional<String> value = line.text(field);
    require(value.isEmpty() || value.filter(rule).isPresent(), field + " cannot be valid");
    return value.orElse(null);
  }

  private static @Nullable String email(RequestBody line) {
    String email =
        known(line, "email", text -> text.contains("@") && UserId.parse(text).isPresent());
    return email == null ? null : UserId.normalized(email);
  }

  private static @Nullable Reference reference(RequestBody line) {
    Optional<String> text = line.text("reference");
    Optional<Reference> reference = text.flatMap(Reference::parse);
    require(text.isEmpty() || reference.isPresent(), "reference cannot be valid");
    return reference.orElse(null);
  }

  /** Returns how long the access token lives; zero if the line does not say. */
  private static Duration lifeLeft(RequestBody line) {
    try {
      Duration left =
          line.text("expires_at")
              .map(text -> Duration.between(Instant.now(), Instant.parse(text)))
              .orElse(Duration.ZERO);
      if (left.isNegative()) {
        return Duration.ZERO;
      }
      return left.compareTo(LONGEST_LIFE) > 0 ? LONGEST_LIFE : left;
    } catch (DateTimeParseException e) {
      throw new BadLine("expires_at must be an instant such as 2027-01-31T00:00:00Z");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new BadLine(otherwise);
    }
  }
}
