package io.latchkey.simulator;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The pages that a user sees at Zoom. They need no script. */
final class AuthorizePage {

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>%s - Zoom, simulated</title>
      <style>
      body { font: 1rem/1.5 sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem; }
      fieldset { margin: 1rem 0; }
      select, button { font: inherit; padding: .4rem .8rem; }
      </style>
      </head>
      <body>
      <main>
      <h1>%s</h1>
      %s
      </main>
      </body>
      </html>
      """;

  private static final String FORM =
      """
      <form method="post" action="/oauth/authorize">
      %s
      <p><label for="user">Sign in as</label>
      <select id="user" name="user">
      %s
      </select></p>
      <fieldset>
      <legend>%s asks for</legend>
      %s
      </fieldset>
      <p><button name="decision" value="allow">Allow</button>
      <button name="decision" value="decline">Decline</button></p>
      </form>
      """;

  private AuthorizePage() {}

  /**
   * Returns the page that asks a user for consent.
   *
   * @param signedIn the user who is chosen at first; empty for the first in the list
   */
  static Answer of(SimulatedAccount app, AuthorizationRequest asked, String signedIn) {
    String hidden =
        asked.parameters().entrySet().stream()
            .map(AuthorizePage::hidden)
            .collect(Collectors.joining("\n"));
    String users =
        app.users().all().stream()
            .map(user -> option(user, user.id().equals(signedIn)))
            .collect(Collectors.joining("\n"));
    String scopes =
        new TreeSet<>(app.scopes())
            .stream()
                .map(scope -> scope(scope, app.settings().optionalScopes().contains(scope)))
                .collect(Collectors.joining("\n"));
    String name = escaped(app.settings().name());
    return page(200, "Add " + name, FORM.formatted(hidden, users, name, scopes));
  }

  /** Returns a page from which no way leads back to the app. */
  static Answer error(String text) {
    return page(400, "You cannot add this app", "<p>" + escaped(text) + "</p>");
  }

  /** Returns the name of the box that stands for an optional scope. */
  static String field(String scope) {
    return "allow-" + scope;
  }

  private static Answer page(int status, String title, String content) {
    return Answer.of(
            status, "text/html;charset=UTF-8", PAGE.formatted(title, title, content.strip()))
        .with("Cache-Control", "no-store")
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
  }

  private static String hidden(Map.Entry<String, String> parameter) {
    return "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
        .formatted(parameter.getKey(), escaped(parameter.getValue()));
  }

  private static String option(SimulatedUser user, boolean isChosen) {
    return "<option value=\"%s\"%s>%s (%s)</option>"
        .formatted(
            escaped(user.id()),
            isChosen ? " selected" : "",
            escaped(user.displayName()),
            escaped(user.email()));
  }

  private static String scope(String scope, boolean isOptional) {
    return isOptional
        ? "<p><label><input type=\"checkbox\" name=\"%s\" value=\"yes\" checked> %s (optional)</label></p>"
            .formatted(escaped(field(scope)), escaped(scope))
        : "<p>%s</p>".formatted(escaped(scope));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
