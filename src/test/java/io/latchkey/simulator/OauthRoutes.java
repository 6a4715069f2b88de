package io.latchkey.simulator;

import java.util.Map;

/** Answers Zoom's token and revocation endpoints. Thread-safe. */
final class OauthRoutes {

  private final Apps apps;

  OauthRoutes(Apps apps) {
    this.apps = apps;
  }

  /** Returns whether a request is for the exchange of an authorization code. */
  static boolean hasCode(Request request) {
    return isForm(request)
        && "authorization_code".equals(Request.form(request.body()).get("grant_type"));
  }

  private static boolean isForm(Request request) {
    return request.header("content-type").startsWith("application/x-www-form-urlencoded");
  }

  /** Answers {@code POST /oauth/token}. */
  Answer token(Request request) {
    return answered(request, () -> grantType(request));
  }

  /**
   * Answers {@code POST /oauth/revoke}. Since February 2023 Zoom takes no token from a query, so it
   * is read from the body only.
   */
  Answer revoke(Request request) {
    return answered(
        request,
        () -> {
          SimulatedAccount app = apps.authenticated(request);
          String token = Request.form(request.body()).getOrDefault("token", "");
          if (!app.knows(token) || app.expired(token) || !app.grants().revoke(token)) {
            throw new OauthRefused(OauthRefusal.TOKEN_UNKNOWN);
          }
          return Answer.json(200, "{\"status\":\"success\"}");
        });
  }

  private interface Endeavour {
    Answer answer();
  }

  private Answer answered(Request request, Endeavour endeavour) {
    try {
      if (!isForm(request)) {
        throw new OauthRefused(OauthRefusal.WRONG_GRANT_TYPE);
      }
      return endeavour.answer();
    } catch (OauthRefused e) {
      boolean numbered =
          apps.named(request).filter(app -> app.settings().numbersInErrors()).isPresent();
      return e.refusal().answer(numbered);
    }
  }

  private Answer grantType(Request request) {
    SimulatedAccount app = apps.authenticated(request);
    Map<String, String> form = Request.form(request.body());
    return switch (form.getOrDefault("grant_type", "")) {
      case "account_credentials" -> ofAccount(app, form.getOrDefault("account_id", ""));
      case "authorization_code" -> pair(app, exchanged(app, form));
      case "refresh_token" ->
          pair(app, app.grants().refresh(form.getOrDefault("refresh_token", "")));
      default -> throw new OauthRefused(OauthRefusal.WRONG_GRANT_TYPE);
    };
  }

  private static Answer ofAccount(SimulatedAccount account, String accountId) {
    if (!account.accountId.equals(accountId)) {
      throw new OauthRefused(OauthRefusal.WRONG_ACCOUNT);
    }
    return Answer.json(
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":%d,\"scope\":\"%s\",\"api_url\":\"%s\"}"
            .formatted(
                account.newAccessToken(),
                account.accessTokenSeconds(),
                String.join(" ", account.scopes()),
                account.apiUrl()));
  }

  private static SimulatedGrants.Pair exchanged(SimulatedAccount app, Map<String, String> form) {
    AuthorizationCodes.Approved approved =
        app.codes()
            .redeem(
                form.getOrDefault("code", ""),
                form.getOrDefault("redirect_uri", ""),
                form.getOrDefault("code_verifier", ""));
    return app.grants().connect(approved.user(), approved.scopes());
  }

  private static Answer pair(SimulatedAccount app, SimulatedGrants.Pair pair) {
    return Answer.json(
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"refresh_token\":\"%s\",\"expires_in\":%d,\"scope\":\"%s\",\"api_url\":\"%s\"}"
            .formatted(
                pair.accessToken(),
                pair.refreshToken(),
                app.accessTokenSeconds(),
                String.join(" ", pair.scopes()),
                app.apiUrl()));
  }
}
