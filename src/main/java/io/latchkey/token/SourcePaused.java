package io.latchkey.token;

/**
 * Thrown while calls to the source are paused. The source keeps the pause itself and may end it
 * early. The pause concerns more than one token, so it removes no token from memory. Carries no
 * stack trace.
 */
public final class SourcePaused extends RuntimeException {

  private final TokenFailure failure;

  /**
   * @param failure the failure that callers get during the pause, with the instant of the next
   *     attempt
   */
  public SourcePaused(TokenFailure failure) {
    super(failure.diagnosis(), null, false, false);
    this.failure = failure;
  }

  TokenFailure failure() {
    return failure;
  }
}
