package io.latchkey.token;

/**
 * Calls to the source are paused. The pause is the source's own: it ends it when it likes, and what
 * it says concerns more than one token, so it costs nobody the one that is in memory. Carries no
 * stack trace.
 */
public final class SourcePaused extends RuntimeException {

  private final TokenFailure failure;

  /**
   * @param failure what callers get meanwhile, with the instant of the next try
   */
  public SourcePaused(TokenFailure failure) {
    super(failure.diagnosis(), null, false, false);
    this.failure = failure;
  }

  TokenFailure failure() {
    return failure;
  }
}
