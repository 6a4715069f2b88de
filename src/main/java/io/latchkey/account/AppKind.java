package io.latchkey.account;

/** Zoom's two kinds of app that an account may hold credentials of. */
public enum AppKind {
  /** Acts for the whole Zoom account of its owner. */
  SERVER_TO_SERVER("server-to-server"),
  /** Acts for each user who has consented. */
  GENERAL("general");

  private final String text;

  AppKind(String text) {
    this.text = text;
  }

  /** Returns the name in the configuration. */
  public String text() {
    return text;
  }
}
