package io.latchkey.grant;

import io.latchkey.token.TokenFailure;

/** What Zoom answered to a refresh token. */
public sealed interface RefreshAnswer {

  /** New tokens. The old refresh token is used up. */
  record Rotated(NewTokens tokens) implements RefreshAnswer {}

  /**
   * Zoom does not know this refresh token: {@code invalid_grant}, 4735 or 4741.
   *
   * @param diagnosis Zoom's status, code and tracking id, for the log
   */
  record Refused(String diagnosis) implements RefreshAnswer {}

  /** Zoom refuses the app, and not the grant: client id, client secret, deactivated app. */
  record AppRefused(TokenFailure failure) implements RefreshAnswer {}

  /** Zoom answered, and has not rotated the token: it limits us, or fails. */
  record NotRotated(TokenFailure failure) implements RefreshAnswer {}

  /** No whole answer came, so nobody knows whether the token is used up. */
  record Lost(TokenFailure failure) implements RefreshAnswer {}
}
