package io.latchkey.simulator;

/**
 * Why Zoom refuses a request to its token endpoint. Zoom's page of error messages has the numbers;
 * which {@code error} stands beside 4711, 4717 and 4738 is not known, and is a guess here.
 *
 * @see <a href="https://developers.zoom.us/docs/integrations/oauth-error-messages/">Zoom: OAuth
 *     error messages</a>
 */
public enum OauthRefusal {
  WRONG_CLIENT(0, "invalid_client", "Invalid client_id or client_secret"),
  WRONG_GRANT_TYPE(0, "unsupported_grant_type", "unsupported grant type"),
  WRONG_ACCOUNT(0, "invalid_request", "Bad Request"),
  REDIRECT_URI_MISMATCH(4709, "invalid_request", "Redirect URI mismatch."),
  SCOPES_CHANGED(4711, "invalid_grant", "Refresh token invalid."),
  APP_DISABLED(4717, "unauthorized_client", "The app has been disabled"),
  CODE_EXPIRED(4733, "invalid_grant", "Code is expired."),
  /** The code is unknown, or was used before. */
  CODE_INVALID(4734, "invalid_grant", "Invalid authorization code"),
  WRONG_VERIFIER(0, "invalid_grant", "Invalid code verifier"),
  OWNER_GONE(4735, "invalid_grant", "The owner of the token does not exist."),
  DISABLED_BY_ADMIN(4738, "unauthorized_client", "The app has been disabled by the admin."),
  /** A later authorization, or the user, ended the token. */
  TOKEN_ENDED(4741, "invalid_grant", "The token has been revoked."),
  TOKEN_UNKNOWN(0, "invalid_grant", "Invalid Token!");

  /** Zoom's number; 0 if Zoom has none. */
  final int number;

  final String error;
  final String reason;

  OauthRefusal(int number, String error, String reason) {
    this.number = number;
    this.error = error;
    this.reason = reason;
  }

  /**
   * Returns the answer. The bodies that people have published have no number; with one, it stands
   * as {@code errorCode}.
   */
  Answer answer(boolean withNumber) {
    String numbered = withNumber && number > 0 ? ",\"errorCode\":" + number : "";
    return Answer.json(
        400, "{\"reason\":\"%s\",\"error\":\"%s\"%s}".formatted(reason, error, numbered));
  }

  /** Returns the refusal that has a number of Zoom's. */
  static OauthRefusal of(int number) {
    for (OauthRefusal refusal : values()) {
      if (refusal.number == number && number > 0) {
        return refusal;
      }
    }
    throw new IllegalArgumentException("There is no refusal " + number);
  }
}
