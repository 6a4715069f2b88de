package io.latchkey.mint;

import io.latchkey.token.Remedy;

/**
 * Thrown when Zoom rejects an access token that should still be good (401). Typically the token was
 * revoked, or a newer one ended it. Carries no stack trace.
 */
public final class AccessTokenRejected extends RuntimeException {

  /** What operators can do if Zoom rejects even a new access token. */
  public static final Remedy REMEDY =
      new Remedy(
          "Zoom does not take the access token that it has just given",
          "See that nothing else fetches access tokens with the same Server-to-Server OAuth app:"
              + " give Latchkey an app of its own. marketplace.zoom.us → Manage → the app →"
              + " Activation: it must be activated.");

  /**
   * @param diagnosis what happened, for the log
   */
  public AccessTokenRejected(String diagnosis) {
    super(diagnosis, null, false, false);
  }

  String diagnosis() {
    return String.valueOf(getMessage());
  }
}
