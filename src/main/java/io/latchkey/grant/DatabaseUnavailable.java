package io.latchkey.grant;

/**
 * Thrown when the database did not do what it was asked for. Nobody knows whether a commit that was
 * under way took effect. Carries no stack trace, and no text of the database, which may quote a
 * row.
 */
public final class DatabaseUnavailable extends RuntimeException {

  /**
   * @param diagnosis what happened, for the log
   */
  public DatabaseUnavailable(String diagnosis) {
    super(diagnosis, null, false, false);
  }

  /** Returns what happened, for the log. */
  public String diagnosis() {
    return String.valueOf(getMessage());
  }
}
