package io.latchkey.zoom;

import io.latchkey.account.Account;
import io.latchkey.mint.UserRefused;
import io.latchkey.token.Remedy;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Zoom's errors mean, and what to do about them. Zoom's words are never repeated: an error is
 * told by its {@code error} or {@code code} member alone.
 */
final class ZoomRefusals {

  private static final Set<String> NO_SUCH_USER = Set.of("1001", "1120");
  private static final Set<String> NO_SUCH_MEETING = Set.of("3000", "3001");
  private static final String SCOPE_MISSING = "4711";
  private static final Set<String> APP_DEACTIVATED = Set.of("4717", "4738");

  /** Codes about the app or its access token, for any user. */
  private static final Pattern ABOUT_THE_APP = Pattern.compile("104|124|200|47\\d\\d");

  /** The second part is what tells a scope from other words with colons between. */
  private static final Pattern SCOPE =
      Pattern.compile(
          "\\b[a-z_]{1,40}:(?:read|write|update|delete|master)(?::[a-z_]{1,40}){0,3}\\b");

  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,60}");
  private static final String NO_TOKEN = "Zoom gave an answer that is no token.";
  private static final String LIMITED = "Zoom limits this account. Try again later.";

  private ZoomRefusals() {}

  /** RFC 6749, 5.2, and what Zoom makes of it. */
  static TokenFailure ofTokenEndpoint(ZoomAnswer answer, Account account) {
    if (limited(answer)) {
      return ofLimit(answer);
    }
    Optional<String> error = answer.json().text("error").filter(e -> ERROR.matcher(e).matches());
    if (answer.status() < 400 || error.isEmpty()) {
      return new TokenFailure.Unreadable(NO_TOKEN, answer.described())
          .withRemedy(Remedies.unreadable());
    }
    return switch (error.get()) {
      case "temporarily_unavailable", "server_error", "slow_down" ->
          answer
              .unavailable("Zoom is failing. Try again.")
              .withRemedy(Remedies.failing(answer.status()));
      default ->
          new TokenFailure.Refused(
                  "Zoom refuses the credentials of this account; the log says what to check.",
                  answer.described(error.get()) + ": " + remedy(error.get(), account))
              .withRemedy(inWords(answer, error.get(), account));
    };
  }

  /** Some answers have a number beside their error, which says more. */
  private static Remedy inWords(ZoomAnswer answer, String error, Account account) {
    boolean deactivated =
        Stream.of("code", "errorCode", "error_code")
            .flatMap(member -> answer.json().code(member).stream())
            .anyMatch(APP_DEACTIVATED::contains);
    if (deactivated) {
      return Remedies.deactivated();
    }
    return switch (error) {
      case "invalid_client" -> Remedies.credentials(account);
      case "invalid_request", "invalid_grant" -> Remedies.accountId(account);
      case "unsupported_grant_type", "unauthorized_client" -> Remedies.appType();
      default -> Remedies.refused();
    };
  }

  private static String remedy(String error, Account account) {
    String keys =
        account.name().equals(Account.DEFAULT)
            ? "latchkey.zoom."
            : "latchkey.zoom.account." + account.name() + ".";
    return switch (error) {
      case "invalid_client" ->
          "check %sclient-id and %sclient-secret against the app's credentials in the Zoom App"
                  .formatted(keys, keys)
              + " Marketplace, and that the app is activated";
      case "invalid_request", "invalid_grant" ->
          "check %saccount-id against the app's credentials in the Zoom App Marketplace"
              .formatted(keys);
      case "unsupported_grant_type", "unauthorized_client" ->
          "the app must be of the type Server-to-Server OAuth, and activated";
      default -> "check the app in the Zoom App Marketplace: its type, and that it is activated";
    };
  }

  /**
   * Decided by Zoom's code; an answer without one is none that the API gave.
   *
   * @return a {@link TokenFailure}, or a {@link UserRefused} if the code may be about the user
   *     alone
   */
  static RuntimeException ofApi(ZoomAnswer answer, TokenKind kind) {
    if (limited(answer)) {
      return ofLimit(answer);
    }
    Optional<String> code = answer.json().code("code");
    if (answer.status() < 400 || code.isEmpty()) {
      return new TokenFailure.Unreadable(NO_TOKEN, answer.described())
          .withRemedy(Remedies.unreadable());
    }
    String described = answer.described(code.get());
    if (NO_SUCH_USER.contains(code.get())) {
      return noSuchUser(described);
    }
    String scopes = scopes(answer);
    // The scopes in the text decide, whatever the number: Zoom has used 104, 4700 and 4711 for
    // them.
    if (!scopes.isEmpty() || code.get().equals(SCOPE_MISSING)) {
      return scopeMissing(described, scopes.isEmpty() ? scope(kind) : scopes);
    }
    if (APP_DEACTIVATED.contains(code.get())) {
      return refused(described, kind, Remedies.deactivated());
    }
    if (kind == TokenKind.JOIN_TOKEN) {
      return new TokenFailure.Unknown(described + ": Zoom makes no join token for this meeting")
          .withRemedy(Remedies.noJoinToken());
    }
    if (NO_SUCH_MEETING.contains(code.get()) && kind == TokenKind.OBF) {
      return new TokenFailure.Unknown(
              described + ": no such meeting of the account, or it cannot be recorded")
          .withRemedy(Remedies.noSuchMeeting());
    }
    return ABOUT_THE_APP.matcher(code.get()).matches()
        ? refused(described, kind, ofTheApp(code.get()))
        : new UserRefused(
            code.get(),
            noSuchUser(described),
            refused(
                described,
                kind,
                code.get().equals("300") ? Remedies.badParameter() : Remedies.refused()));
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

  private static Remedy ofTheApp(String code) {
    return code.equals("200") ? Remedies.noPermission() : Remedies.refused();
  }

  /** Zoom asks to be left alone: 429, or 408. */
  static TokenFailure ofLimit(ZoomAnswer answer) {
    return answer.unavailable(LIMITED).withRemedy(limit(answer));
  }

  private static Remedy limit(ZoomAnswer answer) {
    return answer.status() == 429 ? Remedies.limited(answer.dailyLimit()) : Remedies.slow();
  }

  private static boolean limited(ZoomAnswer answer) {
    return answer.status() == 429 || answer.status() == 408;
  }

  /** Names of scopes, out of a message that may hold anything; empty if there are none. */
  private static String scopes(ZoomAnswer answer) {
    return SCOPE
        .matcher(answer.json().text("message").orElse(""))
        .results()
        .map(MatchResult::group)
        .distinct()
        .limit(10)
        .collect(Collectors.joining(", "));
  }

  private static String scope(TokenKind kind) {
    return switch (kind) {
      case ZAK, OBF -> "user:read:token:admin";
      case JOIN_TOKEN -> "meeting:read:local_recording_token:admin";
    };
  }
}
