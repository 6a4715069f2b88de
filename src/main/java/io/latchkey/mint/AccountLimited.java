package io.latchkey.mint;

import io.latchkey.token.TokenFailure;

/**
 * Zoom limits the whole account (429), not one user. Carries no stack trace.
 *
 * @see <a href="https://developers.zoom.us/docs/api/rate-limits/">Zoom: rate limits</a>
 */
public final class AccountLimited extends RuntimeException {

  private final TokenFailure failure;

  /** With what everybody of the account gets meanwhile. */
  public AccountLimited(TokenFailure failure) {
    super(failure.diagnosis(), failure, false, false);
    this.failure = failure;
  }

  TokenFailure failure() {
    return failure;
  }
}
