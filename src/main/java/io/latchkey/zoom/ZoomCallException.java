package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;

/**
 * A call that brought no answer to read: the connection failed, took too long, or Zoom said 5xx.
 * Carries no stack trace.
 */
public class ZoomCallException extends RuntimeException {

  private final TokenFailure failure;
  private final ZoomOutcome outcome;

  ZoomCallException(TokenFailure failure, ZoomOutcome outcome) {
    super(failure.diagnosis(), failure, false, false);
    this.failure = failure;
    this.outcome = outcome;
  }

  TokenFailure failure() {
    return failure;
  }

  /** Whether no connection could be made, which concerns all accounts alike. */
  boolean isWithoutConnection() {
    return outcome == ZoomOutcome.UNREACHABLE || outcome == ZoomOutcome.TLS;
  }

  ZoomOutcome outcome() {
    return outcome;
  }

  /** A call that may succeed if it is repeated at once. */
  public static final class Retryable extends ZoomCallException {

    Retryable(TokenFailure failure, ZoomOutcome outcome) {
      super(failure, outcome);
    }

    ZoomCallException asNotRetryable() {
      return new ZoomCallException(failure(), outcome());
    }
  }

  /**
   * The host fails for every account. The circuit breaker counts only this, since all accounts
   * share it.
   */
  public static final class HostDown extends RuntimeException {

    private final ZoomCallException exception;

    HostDown(ZoomCallException exception) {
      super(exception.getMessage(), exception, false, false);
      this.exception = exception;
    }

    ZoomCallException exception() {
      return exception;
    }
  }
}
