package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Answers {@code /oauth/authorize}, where a user allows or declines what a General app asks for. A
 * cookie remembers who is signed in. Thread-safe.
 */
final class AuthorizeRoutes {

  private static final String SIGNED_IN = "zoom-signed-in";

  private final Apps apps;

  AuthorizeRoutes(Apps apps) {
    this.apps = apps;
  }

  /** Returns what an app asks for, in the query or in the form of the page. */
  static AuthorizationRequest asked(Request request) {
    return AuthorizationRequest.of(
        request.method().equals("POST") ? Request.form(request.body()) : request.query());
  }

  /** Shows the page, unless the signed-in user has allowed the same before. */
  Answer asked(Request request, AuthorizationRequest asked) {
    Optional<Answer> refusal = refusal(asked);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    SimulatedAccount app = apps.withClientId(asked.clientId()).orElseThrow();
    String signedIn = signedIn(request);
    return hasAllowedTheSame(app, signedIn) && !app.settings().asksAgain()
        ? finished(302, app, signedIn, app.scopes(), asked)
        : AuthorizePage.of(app, asked, signedIn);
  }

  private static boolean hasAllowedTheSame(SimulatedAccount app, String user) {
    return app.grants().isConnected(user) && app.grants().scopesOf(user).equals(app.scopes());
  }

  /** Sends the user back to the app with the decision. */
  Answer decided(Request request) {
    AuthorizationRequest asked = asked(request);
    Optional<Answer> refusal = refusal(asked);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    SimulatedAccount app = apps.withClientId(asked.clientId()).orElseThrow();
    Map<String, String> form = Request.form(request.body());
    if (!"allow".equals(form.get("decision"))) {
      return Answer.of(303, "text/html", "")
          .with("Location", asked.callback("error", "access_denied"));
    }
    Optional<SimulatedUser> user = app.users().signingIn(form.getOrDefault("user", ""));
    if (user.isEmpty()) {
      return AuthorizePage.error("Nobody is signed in. Choose a user.");
    }
    return finished(303, app, user.get().id(), chosen(app, form), asked);
  }

  /** Sends the user back to the app with a code. */
  private static Answer finished(
      int status,
      SimulatedAccount app,
      String user,
      Set<String> scopes,
      AuthorizationRequest asked) {
    Optional<Answer> barred = barred(app, app.users().get(user));
    if (barred.isPresent()) {
      return barred.get();
    }
    String code = app.issuer().authorizationCode();
    app.grants().codeIssued(user);
    app.codes()
        .put(code, new AuthorizationCodes.Approved(user, scopes, asked), app.settings().codeLife());
    return Answer.of(status, "text/html", "")
        .with("Location", asked.callback("code", code))
        .with(
            "Set-Cookie",
            "%s=%s; Path=/oauth; HttpOnly; SameSite=Lax"
                .formatted(SIGNED_IN, URLEncoder.encode(user, UTF_8)));
  }

  /** Returns the page for a request that no user could make good. */
  private Optional<Answer> refusal(AuthorizationRequest asked) {
    Optional<SimulatedAccount> app =
        apps.withClientId(asked.clientId()).filter(SimulatedAccount::isGeneralApp);
    if (app.isEmpty()) {
      return Optional.of(AuthorizePage.error("Invalid client_id: " + asked.clientId() + " (4702)"));
    }
    if (!app.get().settings().registers(asked.redirectUri())) {
      return Optional.of(
          AuthorizePage.error("Redirect URI mismatch: " + asked.redirectUri() + " (4709)"));
    }
    if (!asked.responseType().equals("code") || !asked.hasKnownMethod()) {
      return Optional.of(AuthorizePage.error("Invalid response_type or code_challenge_method."));
    }
    return Optional.empty();
  }

  /** Returns the page for a user who cannot add the app. */
  private static Optional<Answer> barred(SimulatedAccount app, SimulatedUser user) {
    AppSettings settings = app.settings();
    if (!settings.isPublished() && !user.accountId().equals(app.accountId())) {
      return Optional.of(
          AuthorizePage.error(
              settings.name()
                  + " is not published. Only users of the Zoom account that owns it can add it."));
    }
    if (!settings.isApproved()) {
      return Optional.of(
          AuthorizePage.error(settings.name() + " needs the approval of your Zoom administrator."));
    }
    return Optional.empty();
  }

  private static Set<String> chosen(SimulatedAccount app, Map<String, String> form) {
    Set<String> optional = app.settings().optionalScopes();
    Set<String> chosen = new TreeSet<>(app.scopes());
    chosen.removeIf(
        scope -> optional.contains(scope) && !form.containsKey(AuthorizePage.field(scope)));
    return chosen;
  }

  private static String signedIn(Request request) {
    for (String cookie : request.header("cookie").split("; ")) {
      if (cookie.startsWith(SIGNED_IN + "=")) {
        return URLDecoder.decode(cookie.substring(SIGNED_IN.length() + 1), UTF_8);
      }
    }
    return "";
  }
}
