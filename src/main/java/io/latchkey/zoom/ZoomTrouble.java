package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;

/**
 * A call that brought no answer to read: the connection failed, took too long, or Zoom said 5xx.
 * Carries no stack trace.
 */
public class ZoomTrouble extends RuntimeException {

  private final TokenFailure failure;

  ZoomTrouble(TokenFailure failure) {
    super(failure.diagnosis(), failure, false, false);
    this.failure = failure;
  }

  TokenFailure failure() {
    return failure;
  }

  /** Whether no connection came about, which concerns all accounts alike. */
  boolean connection() {
    return false;
  }

  /** Worth another try at once. */
  public static final class Transient extends ZoomTrouble {

    private final boolean connection;

    Transient(TokenFailure failure, boolean connection) {
      super(failure);
      this.connection = connection;
    }

    @Override
    boolean connection() {
      return connection;
    }
  }

  /** No connection, and another try at once would not mend it. */
  static final class Connection extends ZoomTrouble {

    Connection(TokenFailure failure) {
      super(failure);
    }

    @Override
    boolean connection() {
      return true;
    }
  }

  /** Trouble that is not one account's alone: the breaker counts this and nothing else. */
  public static final class Everywhere extends RuntimeException {

    private final ZoomTrouble trouble;

    Everywhere(ZoomTrouble trouble) {
      super(trouble.getMessage(), trouble, false, false);
      this.trouble = trouble;
    }

    ZoomTrouble trouble() {
      return trouble;
    }
  }
}
