package io.latchkey.token;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The three kinds of Zoom's meeting tokens. */
public enum TokenKind {
  ZAK("zak", "ZAK"),
  OBF("obf", "OBF token"),
  JOIN_TOKEN("join-token", "join token");

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
