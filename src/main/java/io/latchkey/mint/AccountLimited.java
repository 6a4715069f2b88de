package io.latchkey.mint;

import io.latchkey.token.TokenFailure;

/**
 * Thrown when Zoom limits the whole account (429), not one user. Carries no stack trace.
 *
 * @see <a href="https://developers.zoom.us/docs/api/rate-limits/">Zoom: rate limits</a>
 */
public final class AccountLimited extends RuntimeException {

  private final TokenFailure failure;

  /**
   * @param failure the failure that all callers of the account get during the pause
   */
  public AccountLimited(TokenFailure failure) {
    super(failure.diagnosis(), failure, false, false);
    this.failure = failure;
  }

  TokenFailure failure() {
    return failure;
  }
}
