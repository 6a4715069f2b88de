package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantDirectory;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.service.MalformedParameter;
import io.latchkey.web.RequestBody;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes over grants that other software has kept until now. Each line is a JSON object: {@code
 * account}, {@code zoom_user_id} and {@code refresh_token}, and if known {@code reference}, {@code
 * email}, {@code zoom_account_id}, {@code scopes}, {@code access_token} and {@code expires_at}.
 * Each line is stored by itself and has its own result.
 *
 * <p>Thread-safe.
 */
final class GrantImport {

  /** The longest body of an import, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MOST_LINES = 1000;

  /** The life that Zoom gives an access token. */
  private static final Duration LONGEST_LIFE = Duration.ofHours(1);

  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16384}");
  private static final Pattern ZOOM_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern SCOPES = Pattern.compile("[\\x20-\\x7e]{0,4000}");
  private static final Set<String> FIELDS =
      Set.of(
          "account",
          "zoom_user_id",
          "refresh_token",
          "reference",
          "email",
          "zoom_account_id",
          "scopes",
          "access_token",
          "expires_at");

  private final Map<String, Account> generalApps;
  private final GrantDirectory directory;
  private final GrantAdministration administration;

  /**
   * @param generalApps the accounts that have grants, by their names
   */
  GrantImport(
      Map<String, Account> generalApps,
      GrantDirectory directory,
      GrantAdministration administration) {
    this.generalApps = Map.copyOf(generalApps);
    this.directory = directory;
    this.administration = administration;
  }

  /** A grant to be stored, with its reference if it has one. */
  private record Line(NewGrant grant, @Nullable Reference reference) {}

  /** Thrown for a line that cannot be imported. The message never contains a value. */
  private static final class BadLine extends RuntimeException {
    BadLine(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Imports lines, one by one.
   *
   * @param body JSON objects, one in each line
   * @param isTrial whether the lines are only read, and nothing is stored
   * @param actor who does it, for the audit
   * @return one result for each line, in their order
   * @throws MalformedParameter if there are too many lines, or the body is too long
   */
  List<JsonObject> run(byte[] body, boolean isTrial, String actor) {
    if (body.length > MAX_BYTES) {
      throw new MalformedParameter("body", "is longer than 1 MiB");
    }
    List<String> lines = new String(body, UTF_8).lines().filter(line -> !line.isBlank()).toList();
    if (lines.size() > MOST_LINES) {
      throw new MalformedParameter("body", "has more than 1,000 lines");
    }
    List<JsonObject> results = new ArrayList<>();
    for (String line : lines) {
      results.add(result(results.size() + 1, line, isTrial, actor));
    }
    return results;
  }

  private JsonObject result(int number, String text, boolean isTrial, String actor) {
    JsonObjectBuilder result = Json.createObjectBuilder().add("line", number);
    try {
      Line line = read(text);
      if (isTrial) {
        return result.add("result", "readable").build();
      }
      // A second run of the same lines must not put used tokens in the place of newer ones.
      GrantId id =
          directory.connect(line.grant, line.reference, GrantDirectory.Replacing.ONLY_THE_DEAD);
      administration.record(id, line.grant.owner().account(), "import", actor);
      return result.add("result", "stored").add("grant", id.value()).build();
    } catch (GrantDirectory.AlreadyConnected known) {
      return result.add("result", "exists").add("grant", known.grant().value()).build();
    } catch (DatabaseUnavailable unavailable) {
      return result.add("result", "failed").add("detail", "the database is away").build();
    } catch (BadLine | GrantDirectory.ReferenceTaken refused) {
      return result
          .add("result", "refused")
          .add("detail", String.valueOf(refused.getMessage()))
          .build();
    }
  }

  private Line read(String text) {
    RequestBody line =
        RequestBody.tryParse(text.getBytes(UTF_8))
            .orElseThrow(() -> new BadLine("is no JSON object"));
    for (String field : line.json().keySet()) {
      require(FIELDS.contains(field), "has a field that is not known");
    }
    Account account =
        Optional.ofNullable(generalApps.get(line.text("account").orElse("")))
            .orElseThrow(() -> new BadLine("account must name an account of a General app"));
    String user = needed(line, "zoom_user_id", ZOOM_ID.asMatchPredicate());
    require(!user.equals(UserId.ME.value()), "zoom_user_id must be the id that Zoom gives");
    String refreshToken = needed(line, "refresh_token", TOKEN.asMatchPredicate());
    String accessToken = known(line, "access_token", TOKEN.asMatchPredicate());
    Duration life = lifeLeft(line);
    return new Line(
        new NewGrant(
            new Grant.Owner(
                account.name(),
                user,
                known(line, "zoom_account_id", ZOOM_ID.asMatchPredicate()),
                email(line),
                account.clientId(),
                Optional.ofNullable(known(line, "scopes", SCOPES.asMatchPredicate())).orElse("")),
            Secret.of(refreshToken),
            accessToken == null || life.isZero() ? null : Secret.of(accessToken),
            life),
        reference(line));
  }

  private static String needed(RequestBody line, String field, Predicate<String> rule) {
    String value = known(line, field, rule);
    if (value == null) {
      throw new BadLine(field + " is missing");
    }
    return value;
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
