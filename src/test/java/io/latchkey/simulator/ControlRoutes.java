package io.latchkey.simulator;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Controls the simulator over HTTP:
 *
 * <ul>
 *   <li>{@code POST /control/faults?endpoint=zak&status=500&times=3}, with {@code account}, {@code
 *       user}, {@code every}, {@code body}, {@code delay=PT4S}, {@code per-byte=PT1S}, {@code
 *       breaks=RESET_IN_BODY} (see {@link Fault.Break}), {@code Retry-After}, {@code Location},
 *       {@code Set-Cookie}, {@code Content-Type}, {@code X-RateLimit-Type}. Without {@code times}
 *       the fault stays; without {@code account} or {@code user} it is for all.
 *   <li>{@code DELETE /control/faults[?account=…]}
 *   <li>{@code POST /control/accounts?account=…&client-id=…&client-secret=…}, with {@code
 *       tolerance}, {@code plan}, {@code scopes}, {@code access-token-life}, {@code api-url},
 *       {@code reject} ({@code user anna}, {@code kind onbehalf}: always 401). If the account
 *       exists, only the parameters after its credentials change it. With {@code app=general} it is
 *       a General app; {@code redirect-uri} registers one; {@code app-name}, {@code
 *       optional-scopes}, {@code published=false}, {@code approval=MISSING}, {@code
 *       second-consent=ASKS}, {@code code-life}, {@code numbers-in-errors=false} set it up.
 *   <li>{@code POST /control/users?account=…&user=anna}, with {@code email}, {@code name}, {@code
 *       zoom-account}: a user who can sign in.
 *   <li>{@code POST /control/grants?account=…}, with {@code rotation} ({@code strict}, {@code
 *       grace:PT5S}, {@code family-revoke}), {@code refuse} (a number of {@link OauthRefusal}, or
 *       {@code nobody}), {@code user}, {@code first-pair-ends} (see {@link
 *       SimulatedGrants.FirstPairEnds})
 *   <li>{@code DELETE /control/grants?account=…&user=anna}: the user removes the app. With {@code
 *       webhook} and {@code secret}, Zoom sends its event there; {@code time} and {@code sent-at}
 *       set the times in it and in its signature.
 *   <li>{@code DELETE /control/access-tokens} makes all access tokens invalid.
 *   <li>{@code GET /control/calls}, {@code DELETE /control/calls}
 * </ul>
 */
final class ControlRoutes {

  private static final List<String> KNOWN =
      List.of(
          "endpoint",
          "account",
          "user",
          "times",
          "every",
          "status",
          "body",
          "delay",
          "late",
          "per-byte",
          "breaks",
          "Retry-After",
          "Location",
          "Set-Cookie",
          "Content-Type",
          "client-id",
          "client-secret",
          "tolerance",
          "plan",
          "access-token-life",
          "scopes",
          "api-url",
          "reject",
          "X-RateLimit-Type");

  static final String PREFIX = "/control/";

  private final ZoomSimulator simulator;

  ControlRoutes(ZoomSimulator simulator) {
    this.simulator = simulator;
  }

  Answer answer(Request request) {
    try {
      // A misspelt parameter would leave a test without its fault.
      requireKnown(request.query().keySet());
      return obey(request);
    } catch (IllegalArgumentException | DateTimeException e) {
      return Answer.of(
          400,
          "text/plain",
          e.getMessage() + "; known are " + KNOWN + AppControl.PARAMETERS + "\n");
    }
  }

  private static void requireKnown(Set<String> parameters) {
    for (String parameter : parameters) {
      if (!KNOWN.contains(parameter) && !AppControl.PARAMETERS.contains(parameter)) {
        throw new IllegalArgumentException("There is no parameter " + parameter);
      }
    }
  }

  private Answer obey(Request request) {
    String route = request.method() + " " + request.path().substring(PREFIX.length());
    Map<String, String> query = request.query();
    String account = query.getOrDefault("account", Faults.ANY);
    switch (route) {
      case "POST faults" ->
          simulator
              .faults()
              .planEvery(
                  Integer.parseInt(query.getOrDefault("every", "1")),
                  endpoint(query),
                  account,
                  query.getOrDefault("user", Faults.ANY),
                  query.containsKey("times")
                      ? Integer.parseInt(query.get("times"))
                      : Faults.FOREVER,
                  Fault.of(query));
      case "DELETE faults" -> simulator.faults().clear(account);
      case "POST accounts" -> changeAccount(account, query);
      case "POST users" -> AppControl.addUser(existing(account), query);
      case "POST grants" -> AppControl.changeGrants(existing(account), query);
      case "DELETE grants" -> {
        return AppControl.remove(existing(account), query);
      }
      case "DELETE access-tokens" ->
          simulator.accounts().forEach(SimulatedAccount::killAccessTokens);
      case "DELETE calls" -> simulator.calls().clear();
      case "GET calls" -> {
        return Answer.json(200, simulator.calls().json());
      }
      default -> {
        return Answer.json(404, "{}");
      }
    }
    return Answer.json(200, "{}");
  }

  private static Endpoint endpoint(Map<String, String> query) {
    String name = query.getOrDefault("endpoint", "zak").toUpperCase(Locale.ROOT);
    return Endpoint.valueOf(name.replace('-', '_'));
  }

  private Optional<SimulatedAccount> find(String accountId) {
    return simulator.accounts().stream()
        .filter(known -> known.accountId.equals(accountId))
        .findFirst();
  }

  private SimulatedAccount existing(String accountId) {
    return find(accountId)
        .orElseThrow(() -> new IllegalArgumentException("There is no account " + accountId));
  }

  private void changeAccount(String accountId, Map<String, String> query) {
    SimulatedAccount account =
        find(accountId)
            .orElseGet(
                () ->
                    simulator.account(
                        accountId, query.get("client-id"), query.get("client-secret")));
    // First, since it sets the scopes of such an app.
    AppControl.change(account, query);
    if (query.containsKey("tolerance")) {
      account.tolerance(SimulatedAccount.Tolerance.valueOf(query.get("tolerance")));
    }
    if (query.containsKey("plan")) {
      account.plan(SimulatedAccount.Plan.valueOf(query.get("plan")));
    }
    if (query.containsKey("scopes")) {
      account.scopes(Set.of(query.get("scopes").split(" ")));
    }
    if (query.containsKey("api-url")) {
      account.apiUrl(query.get("api-url"));
    }
    if (query.containsKey("reject")) {
      account.reject(query.get("reject"));
    }
    if (query.containsKey("access-token-life")) {
      account.accessTokenLife(Duration.parse(query.get("access-token-life")));
    }
  }
}
