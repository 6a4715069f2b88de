package io.latchkey.zoom;

import io.latchkey.token.TokenKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The OAuth scopes that the tokens need, and the reading of scopes in answers of Zoom.
 *
 * @see <a href="https://developers.zoom.us/docs/integrations/oauth-scopes-granular/">Zoom: granular
 *     scopes</a>
 */
public final class Scopes {

  private static final Pattern SCOPE = Pattern.compile("[a-z_]{1,40}(:[a-z_]{1,40}){1,4}");

  /** In a text, the second part tells a scope from other words with a colon between them. */
  private static final Pattern SCOPE_IN_TEXT =
      Pattern.compile(
          "\\b[a-z_]{1,40}:(?:read|write|update|delete|master)(?::[a-z_]{1,40}){0,3}\\b");

  private Scopes() {}

  /** Returns the scope that an app should have for a kind of token. */
  static String recommendedFor(TokenKind kind) {
    return sufficientFor(kind, false).get(0);
  }

  /**
   * Returns the scopes of which one is enough, the recommended one first; the last ones are the
   * classic scopes of older apps.
   *
   * @param ofAppOwner whether the tokens are for the owner of the app ({@code me}), who needs no
   *     admin scope
   */
  static List<String> sufficientFor(TokenKind kind, boolean ofAppOwner) {
    String granular =
        kind == TokenKind.JOIN_TOKEN ? "meeting:read:local_recording_token" : "user:read:token";
    String classic = kind == TokenKind.JOIN_TOKEN ? "meeting:read" : "user:read";
    return kind != TokenKind.ZAK || ofAppOwner
        ? List.of(granular + ":admin", granular, classic + ":admin", classic)
        : List.of(granular + ":admin", classic + ":admin");
  }

  /**
   * Returns the kinds of meeting token that the scopes of a user allow; all of them if the scopes
   * are not known.
   *
   * @param scopes names with blanks between
   */
  public static Set<TokenKind> kindsAllowedBy(String scopes) {
    Set<String> granted = granted(scopes);
    Set<TokenKind> kinds = EnumSet.copyOf(TokenKind.MEETING_TOKENS);
    if (!granted.isEmpty()) {
      kinds.removeIf(kind -> sufficientFor(kind, true).stream().noneMatch(granted::contains));
    }
    return kinds;
  }

  /** Reads the {@code scope} of a token answer: names with blanks or commas between, sorted. */
  static Set<String> granted(String scope) {
    return Stream.of(scope.split("[ ,]+"))
        .filter(name -> SCOPE.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns whether a scope concerns tokens; an app may have many others. */
  static boolean concernsTokens(String scope) {
    return scope.startsWith("user:read") || scope.startsWith("meeting:read");
  }

  /** Returns the scopes that a text names, with commas between; empty if it names none. */
  static String namedIn(String text) {
    return SCOPE_IN_TEXT
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .distinct()
        .limit(10)
        .collect(Collectors.joining(", "));
  }
}
