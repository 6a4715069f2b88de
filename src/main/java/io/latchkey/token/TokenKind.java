package io.latchkey.token;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of tokens that callers may ask for. */
public enum TokenKind {
  ZAK("zak", "ZAK"),
  OBF("obf", "OBF token"),
  JOIN_TOKEN("join-token", "join token"),
  /** The access token of a user who has consented. Only a caller that names this kind gets it. */
  ACCESS_TOKEN("access-token", "access token");

  /** The kinds that {@code *} stands for in rights. */
  public static final Set<TokenKind> MEETING_TOKENS = EnumSet.of(ZAK, OBF, JOIN_TOKEN);

  private final String text;
  private final String title;

  TokenKind(String text, String title) {
    this.text = text;
    this.title = title;
  }

  /** Returns the name of the kind in paths and in the configuration. */
  public String text() {
    return text;
  }

  /** Returns the name of the kind in sentences for people. */
  public String title() {
    return title;
  }

  /** Returns the names of all kinds, with commas between them, for a message. */
  public static String list() {
    return Arrays.stream(values()).map(TokenKind::text).collect(Collectors.joining(", "));
  }

  /**
   * Returns the kind with this name in paths and in the configuration; empty for any other text.
   */
  public static Optional<TokenKind> parse(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }
}
