package io.latchkey.zoom;

import io.latchkey.account.Account;
import io.latchkey.mint.UserRefused;
import io.latchkey.token.Remedy;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides what an error answer of Zoom means, and how an operator can remedy it. Zoom's own words
 * are never repeated: only the {@code error} or {@code code} member of an answer is.
 */
final class ZoomRefusals {

  private static final Set<String> NO_SUCH_USER = Set.of("1001", "1120");
  private static final Set<String> NO_SUCH_MEETING = Set.of("3000", "3001");
  private static final Set<String> APP_DEACTIVATED = Set.of("4717", "4738");
  private static final String SCOPE_MISSING = "4711";
  private static final String NO_PERMISSION = "200";
  private static final String BAD_PARAMETER = "300";

  /** Codes about the app or its access token, for any user. */
  private static final Pattern ABOUT_THE_APP = Pattern.compile("104|124|200|47\\d\\d");

  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,60}");
  private static final String NO_TOKEN = "Zoom gave an answer that is no token.";
  private static final String LIMITED = "Zoom limits this account. Try again later.";

  private ZoomRefusals() {}

  /**
   * Returns what an error answer of the token endpoint means.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, 5.2</a>
   */
  static TokenFailure ofTokenEndpoint(ZoomAnswer answer, Account account) {
    if (isLimited(answer)) {
      return ofLimit(answer);
    }
    Optional<String> error = answer.json().text("error").filter(e -> ERROR.matcher(e).matches());
    if (answer.status() < 400 || error.isEmpty()) {
      return unreadable(answer);
    }
    return switch (error.get()) {
      case "temporarily_unavailable", "server_error", "slow_down" ->
          answer
              .unavailable("Zoom is failing. Try again.")
              .withRemedy(Remedies.failing(answer.status()));
      default -> {
        CredentialRemedy remedy = CredentialRemedy.of(error.get(), account);
        yield new TokenFailure.Refused(
                "Zoom refuses the credentials of this account; the log says what to check.",
                answer.described(error.get()) + ": " + remedy.logHint())
            .withRemedy(isAppDeactivated(answer) ? Remedies.deactivated() : remedy.remedy());
      }
    };
  }

  /** Some answers have a number beside their error, which says more. */
  private static boolean isAppDeactivated(ZoomAnswer answer) {
    return Stream.of("code", "errorCode", "error_code")
        .flatMap(member -> answer.json().code(member).stream())
        .anyMatch(APP_DEACTIVATED::contains);
  }

  /**
   * Returns what an error answer of the API means. Zoom's code decides; an answer without a code is
   * not from the API.
   *
   * @return a {@link TokenFailure}, or a {@link UserRefused} if the code may concern only the user
   */
  static RuntimeException ofApi(ZoomAnswer answer, TokenKind kind) {
    if (isLimited(answer)) {
      return ofLimit(answer);
    }
    Optional<String> code = answer.json().code("code");
    if (answer.status() < 400 || code.isEmpty()) {
      return unreadable(answer);
    }
    String described = answer.described(code.get());
    if (NO_SUCH_USER.contains(code.get())) {
      return noSuchUser(described);
    }
    String scopes = Scopes.namedIn(answer.json().text("message").orElse(""));
    // Scopes in the message decide, whatever the code: Zoom has used 104, 4700 and 4711 for them.
    if (!scopes.isEmpty() || code.get().equals(SCOPE_MISSING)) {
      return scopeMissing(described, scopes.isEmpty() ? Scopes.recommendedFor(kind) : scopes);
    }
    if (APP_DEACTIVATED.contains(code.get())) {
      return refused(described, kind, Remedies.deactivated());
    }
    return ofApi(code.get(), described, kind);
  }

  private static RuntimeException ofApi(String code, String described, TokenKind kind) {
    if (kind == TokenKind.JOIN_TOKEN) {
      return new TokenFailure.Unknown(described + ": Zoom makes no join token for this meeting")
          .withRemedy(Remedies.noJoinToken());
    }
    if (NO_SUCH_MEETING.contains(code) && kind == TokenKind.OBF) {
      return new TokenFailure.Unknown(
              described + ": no such meeting of the account, or it cannot be recorded")
          .withRemedy(Remedies.noSuchMeeting());
    }
    if (ABOUT_THE_APP.matcher(code).matches()) {
      boolean noPermission = code.equals(NO_PERMISSION);
      return refused(described, kind, noPermission ? Remedies.noPermission() : Remedies.refused());
    }
    boolean badParameter = code.equals(BAD_PARAMETER);
    return new UserRefused(
        code,
        noSuchUser(described),
        refused(described, kind, badParameter ? Remedies.badParameter() : Remedies.refused()));
  }

  private static TokenFailure unreadable(ZoomAnswer answer) {
    return new TokenFailure.Unreadable(NO_TOKEN, answer.described())
        .withRemedy(Remedies.unreadable());
  }

  private static TokenFailure noSuchUser(String described) {
    return new TokenFailure.Unknown(described + ": no such user in the account")
        .withRemedy(Remedies.noSuchUser());
  }

  private static TokenFailure scopeMissing(String described, String scopes) {
    return new TokenFailure.Refused(
            "A scope is missing in the Zoom app; the log says which.",
            described + ": add to the app's scopes " + scopes)
        .withRemedy(Remedies.scope(scopes));
  }

  private static TokenFailure refused(String described, TokenKind kind, Remedy remedy) {
    return new TokenFailure.Refused(
            "Zoom refuses to mint this %s; the log has its code.".formatted(kind.title()),
            described + ": Zoom refuses, look the code up in its API reference")
        .withRemedy(remedy);
  }

  /** Returns the failure for 429 and 408, by which Zoom asks for fewer calls. */
  static TokenFailure ofLimit(ZoomAnswer answer) {
    return answer
        .unavailable(LIMITED)
        .withRemedy(
            answer.status() == 429 ? Remedies.limited(answer.dailyLimit()) : Remedies.slow());
  }

  private static boolean isLimited(ZoomAnswer answer) {
    return answer.status() == 429 || answer.status() == 408;
  }
}
