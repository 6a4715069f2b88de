package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The apps that Zoom knows, found by what a request proves. Thread-safe. */
final class Apps {

  private final Map<String, SimulatedAccount> byClientId = new ConcurrentHashMap<>();

  void add(SimulatedAccount account) {
    byClientId.put(account.clientId, account);
  }

  Collection<SimulatedAccount> all() {
    return byClientId.values();
  }

  Optional<SimulatedAccount> withClientId(String clientId) {
    return Optional.ofNullable(byClientId.get(clientId));
  }

  /** Returns the app that a request names, whether its secret is right or wrong. */
  Optional<SimulatedAccount> named(Request request) {
    return withClientId(basic(request)[0]).or(() -> withAccessToken(bearerToken(request)));
  }

  /**
   * Returns the app whose client id and secret a request has.
   *
   * @throws OauthRefused if there is none
   */
  SimulatedAccount authenticated(Request request) {
    String[] credentials = basic(request);
    return withClientId(credentials[0])
        .filter(account -> account.clientSecret().equals(credentials[1]))
        .orElseThrow(() -> new OauthRefused(OauthRefusal.WRONG_CLIENT));
  }

  Optional<SimulatedAccount> withAccessToken(String accessToken) {
    return byClientId.values().stream().filter(account -> account.knows(accessToken)).findFirst();
  }

  /** Returns the access token that a request has; empty if it has none. */
  static String bearerToken(Request request) {
    String header = request.header("authorization");
    return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
  }

  private static String[] basic(Request request) {
    String header = request.header("authorization");
    if (!header.startsWith("Basic ")) {
      return new String[] {"", ""};
    }
    String pair = new String(Base64.getDecoder().decode(header.substring(6)), UTF_8);
    int colon = pair.indexOf(':');
    return new String[] {pair.substring(0, colon), pair.substring(colon + 1)};
  }
}
