package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;

/**
 * A call that brought no answer to read: the connection failed, took too long, or Zoom said 5xx.
 * Carries no stack trace.
 */
public class ZoomTrouble extends RuntimeException {

  private final TokenFailure failure;
  private final ZoomOutcome outcome;

  ZoomTrouble(TokenFailure failure, ZoomOutcome outcome) {
    super(failure.diagnosis(), failure, false, false);
    this.failure = failure;
    this.outcome = outcome;
  }

  TokenFailure failure() {
    return failure;
  }

  /** Whether no connection came about, which concerns all accounts alike. */
  boolean connection() {
    return outcome == ZoomOutcome.UNREACHABLE || outcome == ZoomOutcome.TLS;
  }

  ZoomOutcome outcome() {
    return outcome;
  }

  /** Worth another try at once. */
  public static final class Transient extends ZoomTrouble {

    Transient(TokenFailure failure, ZoomOutcome outcome) {
      super(failure, outcome);
    }

    /** The same, not worth another try. */
    ZoomTrouble lasting() {
      return new ZoomTrouble(failure(), outcome());
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
