package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;

/** Answers Zoom's own routes as Zoom does. Thread-safe. */
final class ZoomRoutes {

  private final Apps apps = new Apps();
  private final OauthRoutes oauth = new OauthRoutes(apps);
  private final AuthorizeRoutes authorize = new AuthorizeRoutes(apps);
  private final ApiRoutes api = new ApiRoutes(apps);

  void add(SimulatedAccount account) {
    apps.add(account);
  }

  Collection<SimulatedAccount> accounts() {
    return apps.all();
  }

  /** Returns the call that a request is; empty for a path that Zoom does not have. */
  Optional<Calls.Call> recognise(Request request) {
    for (Endpoint endpoint : Endpoint.values()) {
      Matcher path = endpoint.path.matcher(request.path());
      if (path.matches()
          && endpoint.method.equals(request.method())
          && isMeant(endpoint, request)) {
        String user = path.groupCount() == 0 ? "" : URLDecoder.decode(path.group(1), UTF_8);
        return Optional.of(
            new Calls.Call(
                endpoint,
                accountOf(endpoint, request),
                user,
                request.target(),
                request.headers(),
                Instant.now()));
      }
    }
    return Optional.empty();
  }

  /** Tells endpoints apart that have the same path. */
  private static boolean isMeant(Endpoint endpoint, Request request) {
    return switch (endpoint) {
      case ZAK -> !"onbehalf".equals(request.query().get("type"));
      case TOKEN -> !OauthRoutes.hasCode(request);
      default -> true;
    };
  }

  private String accountOf(Endpoint endpoint, Request request) {
    // A call with a wrong secret is counted for the account, too.
    Optional<SimulatedAccount> account =
        switch (endpoint) {
          case AUTHORIZE, DECIDE -> apps.withClientId(AuthorizeRoutes.asked(request).clientId());
          default -> apps.named(request);
        };
    return account.map(found -> found.accountId).orElse("?");
  }

  Answer answer(Calls.Call call, Request request) {
    return switch (call.endpoint()) {
      case TOKEN, CODE -> oauth.token(request);
      case REVOKE -> oauth.revoke(request);
      case AUTHORIZE -> authorize.asked(request, AuthorizeRoutes.asked(request));
      case DECIDE -> authorize.decided(request);
      case ME, ME_ZAK, ZAK, OBF, JOIN_TOKEN -> api.answer(call, request);
    };
  }
}
