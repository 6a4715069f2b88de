package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;

/**
 * A call without a usable answer: the connection failed, it took too long, or Zoom answered 5xx. It
 * has no stack trace.
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

  /** Returns whether there was no connection; this concerns all accounts alike. */
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
