package io.latchkey.mint;

import io.latchkey.token.Remedy;

/**
 * Zoom does not take an access token that should still be good: it was revoked, or a newer one
 * killed it. Carries no stack trace.
 */
public final class AccessTokenRejected extends RuntimeException {

  /** What to do if it happens with a token that is new. */
  public static final Remedy REMEDY =
      new Remedy(
          "Zoom does not take the access token that it has just given",
          "See that nothing else fetches access tokens with the same Server-to-Server OAuth app:"
              + " give Latchkey an app of its own. marketplace.zoom.us → Manage → the app →"
              + " Activation: it must be activated.");

  /** With what happened, for the log. */
  public AccessTokenRejected(String diagnosis) {
    super(diagnosis, null, false, false);
  }

  String diagnosis() {
    return String.valueOf(getMessage());
  }
}
