package io.latchkey.token;

import java.util.Arrays;
import java.util.Optional;

/** Zoom's three meeting tokens. */
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

  /** As it stands in paths and in the configuration. */
  public String text() {
    return text;
  }

  /** As people call it. */
  public String title() {
    return title;
  }

  /** The kind that stands as this text in paths and in the configuration. */
  public static Optional<TokenKind> parse(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }
}
