package io.latchkey.consent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.SignedTexts;
import io.latchkey.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a link for a user says, as JSON.
 *
 * <p>By hand: the text is signed and hashed, so it must be the same on every server, and a command
 * makes links without a server. No value of a link holds a character that JSON escapes.
 */
public final class UserLinkContent {

  static final String PREFIX = "lc1";
  static final String CONSENT = "consent";
  static final String MANAGE = "manage";

  private UserLinkContent() {}

  /**
   * Makes the token of a link.
   *
   * @throws IllegalStateException if there is no key
   */
  public static Secret signed(UserLink link, SignedTexts texts) {
    return texts.sign(PREFIX, of(link).getBytes(UTF_8));
  }

  /** Returns what a link says, as JSON without the code: it is no link, and no secret. */
  public static String of(UserLink link) {
    StringBuilder json = new StringBuilder("{");
    add(json, "kind", link instanceof ManageLink ? MANAGE : CONSENT);
    add(json, "account", link.account());
    json.append(",\"expires\":").append(link.expiresAt().getEpochSecond());
    if (link instanceof ManageLink manage) {
      add(json, "grant", manage.grant().value());
    } else if (link instanceof ConsentLink consent) {
      add(json, "reference", consent.reference());
      add(json, "return_url", consent.returnUrl());
      add(json, "expected_email", consent.expected().email());
      add(json, "expected_zoom_account", consent.expected().zoomAccountId());
    }
    return json.append('}').toString();
  }

  /** Returns whether a text holds no character that JSON escapes. */
  static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> c == '"' || c == '\\' || c < ' ');
  }

  private static void add(StringBuilder json, String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    String text = value.toString();
    if (!isPlain(text)) {
      throw new IllegalArgumentException(name + " holds a character that a link cannot hold");
    }
    json.append(json.length() > 1 ? "," : "")
        .append('"')
        .append(name)
        .append("\":\"")
        .append(text)
        .append('"');
  }
}
