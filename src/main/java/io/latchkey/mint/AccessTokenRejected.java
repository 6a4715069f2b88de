package io.latchkey.mint;

/**
 * Zoom does not take an access token that should still be good: it was revoked, or a newer one
 * killed it. Carries no stack trace.
 */
public final class AccessTokenRejected extends RuntimeException {

  /** With what happened, for the log. */
  public AccessTokenRejected(String diagnosis) {
    super(diagnosis, null, false, false);
  }

  String diagnosis() {
    return String.valueOf(getMessage());
  }
}
