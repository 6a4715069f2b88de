package io.latchkey.simulator;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Controls General apps, their users and their grants over HTTP, for {@link ControlRoutes}. */
final class AppControl {

  static final List<String> PARAMETERS =
      List.of(
          "app",
          "app-name",
          "redirect-uri",
          "optional-scopes",
          "published",
          "approval",
          "second-consent",
          "code-life",
          "numbers-in-errors",
          "email",
          "name",
          "zoom-account",
          "rotation",
          "first-pair-ends",
          "refuse",
          "webhook",
          "secret",
          "time",
          "sent-at");

  private AppControl() {}

  /** Obeys {@code POST /control/accounts}, as far as it concerns a General app. */
  static void change(SimulatedAccount account, Map<String, String> query) {
    AppSettings settings = account.settings();
    query.forEach(
        (parameter, value) -> {
          switch (parameter) {
            case "app" -> requireGeneral(value, account);
            case "app-name" -> settings.name(value);
            case "redirect-uri" -> settings.redirectUri(value);
            case "optional-scopes" ->
                settings.optionalScopes(new TreeSet<>(List.of(value.split(" "))));
            case "published" -> settings.published(Boolean.parseBoolean(value));
            case "approval" -> settings.approval(AppSettings.Approval.valueOf(value));
            case "second-consent" ->
                settings.secondConsent(AppSettings.SecondConsent.valueOf(value));
            case "code-life" -> settings.codeLife(Duration.parse(value));
            case "numbers-in-errors" -> settings.numbersInErrors(Boolean.parseBoolean(value));
            default -> {
              // Another parameter of the same route.
            }
          }
        });
  }

  private static void requireGeneral(String value, SimulatedAccount account) {
    if (!value.equals("general")) {
      throw new IllegalArgumentException("There is no app " + value);
    }
    account.generalApp();
  }

  /** Obeys {@code POST /control/users}. */
  static void addUser(SimulatedAccount account, Map<String, String> query) {
    SimulatedUser usual = account.users().get(user(query));
    account
        .users()
        .addOf(
            query.getOrDefault("zoom-account", account.accountId()),
            usual.id(),
            query.getOrDefault("email", usual.email()),
            query.getOrDefault("name", usual.displayName()));
  }

  /** Obeys {@code POST /control/grants}. */
  static void changeGrants(SimulatedAccount account, Map<String, String> query) {
    SimulatedGrants grants = account.grants();
    if (query.containsKey("rotation")) {
      rotation(grants, query.get("rotation"));
    }
    if (query.containsKey("first-pair-ends")) {
      grants.firstPairEnds(SimulatedGrants.FirstPairEnds.valueOf(query.get("first-pair-ends")));
    }
    if (query.containsKey("refuse")) {
      refuse(grants, query.getOrDefault("user", Faults.ANY), query.get("refuse"));
    }
  }

  private static void rotation(SimulatedGrants grants, String rule) {
    boolean isGrace = rule.startsWith("grace:");
    if (!isGrace && !Set.of("strict", "family-revoke").contains(rule)) {
      throw new IllegalArgumentException("There is no rotation " + rule);
    }
    grants.grace(isGrace ? Duration.parse(rule.substring("grace:".length())) : Duration.ZERO);
    grants.reuse(
        rule.equals("family-revoke")
            ? SimulatedGrants.Reuse.ENDS_THE_GRANT
            : SimulatedGrants.Reuse.REFUSED);
  }

  private static void refuse(SimulatedGrants grants, String user, String number) {
    if (number.equals("nobody")) {
      grants.refuseNobody();
    } else {
      grants.refuse(user, OauthRefusal.of(Integer.parseInt(number)));
    }
  }

  /**
   * Obeys {@code DELETE /control/grants}: a user removes the app, and Zoom tells the webhook if
   * there is one. Returns what the webhook answered.
   */
  static Answer remove(SimulatedAccount account, Map<String, String> query) {
    String user = user(query);
    account.grants().end(user);
    if (!query.containsKey("webhook")) {
      return Answer.json(200, "{}");
    }
    Instant now = Instant.now();
    Instant sentAt = Instant.parse(query.getOrDefault("sent-at", now.toString()));
    Instant removedAt = Instant.parse(query.getOrDefault("time", now.toString()));
    ZoomEvents events =
        new ZoomEvents(
            URI.create(query.get("webhook")), query.getOrDefault("secret", ""), clock(sentAt));
    try {
      int status = events.send(ZoomEvents.deauthorized(account, user, removedAt)).statusCode();
      return Answer.json(200, "{\"status\":%d}\n".formatted(status));
    } catch (IOException e) {
      return Answer.json(502, "{\"error\":\"%s\"}\n".formatted(Json.escaped(e.toString())));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String user(Map<String, String> query) {
    if (!query.containsKey("user")) {
      throw new IllegalArgumentException("The parameter user is missing");
    }
    return query.get("user");
  }

  private static InstantSource clock(Instant time) {
    return () -> time;
  }
}
