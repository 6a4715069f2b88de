package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;

/** Answers Zoom's own routes as Zoom does, error bodies included. Thread-safe. */
final class ZoomRoutes {

  private final Map<String, SimulatedAccount> byClientId = new ConcurrentHashMap<>();

  void add(SimulatedAccount account) {
    byClientId.put(account.clientId, account);
  }

  Collection<SimulatedAccount> accounts() {
    return byClientId.values();
  }

  /** Returns the call that a request is; empty for a path that Zoom does not have. */
  Optional<Calls.Call> recognise(Request request) {
    for (Endpoint endpoint : Endpoint.values()) {
      Matcher path = endpoint.path.matcher(request.path());
      // ZAK and OBF have the same path. A request for an OBF token is passed over at ZAK.
      if (path.matches()
          && endpoint.method.equals(request.method())
          && (endpoint != Endpoint.ZAK || !wantsObf(request))) {
        String user = path.groupCount() == 0 ? "" : URLDecoder.decode(path.group(1), UTF_8);
        return Optional.of(
            new Calls.Call(
                endpoint, accountOf(request), user, request.target(), request.headers()));
      }
    }
    return Optional.empty();
  }

  private static boolean wantsObf(Request request) {
    return "onbehalf".equals(request.query().get("type"));
  }

  private String accountOf(Request request) {
    // A call with a wrong secret is counted for the account, too.
    return client(request).or(() -> bearer(request)).map(account -> account.accountId).orElse("?");
  }

  Answer answer(Calls.Call call, Request request) {
    return switch (call.endpoint()) {
      case TOKEN -> token(request);
      case ZAK, OBF ->
          authorised(
              request,
              account ->
                  userToken(
                      account,
                      call.user().equals("me")
                          ? userOf(account, request).orElse("me")
                          : call.user(),
                      request));
      case ME_ZAK -> authorised(request, ZoomRoutes::meZak);
      case JOIN_TOKEN -> authorised(request, account -> joinToken(account, call.user()));
    };
  }

  private Answer token(Request request) {
    if (!request.header("content-type").startsWith("application/x-www-form-urlencoded")) {
      return oauthError("unsupported grant type", "unsupported_grant_type");
    }
    Map<String, String> form = Request.form(request.body());
    Optional<SimulatedAccount> client =
        client(request).filter(account -> secretMatches(account, request));
    if (client.isEmpty()) {
      return oauthError("Invalid client_id or client_secret", "invalid_client");
    }
    if ("refresh_token".equals(form.get("grant_type"))) {
      return refreshed(client.get(), form.getOrDefault("refresh_token", ""));
    }
    if (!"account_credentials".equals(form.get("grant_type"))) {
      return oauthError("unsupported grant type", "unsupported_grant_type");
    }
    SimulatedAccount account = client.get();
    if (!account.accountId.equals(form.get("account_id"))) {
      return oauthError("Bad Request", "invalid_request");
    }
    return Answer.json(
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":%d,\"scope\":\"%s\",\"api_url\":\"%s\"}"
            .formatted(
                account.newAccessToken(),
                account.accessTokenSeconds(),
                account.scope(),
                account.apiUrl()));
  }

  private static Answer refreshed(SimulatedAccount app, String refreshToken) {
    return app.grants()
        .refresh(refreshToken)
        .map(
            pair ->
                Answer.json(
                    200,
                    "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"refresh_token\":\"%s\",\"expires_in\":%d,\"scope\":\"%s\",\"api_url\":\"%s\"}"
                        .formatted(
                            pair.accessToken(),
                            pair.refreshToken(),
                            app.accessTokenSeconds(),
                            app.scope(),
                            app.apiUrl())))
        .orElseGet(() -> oauthError("Invalid Token!", "invalid_grant"));
  }

  private interface Authorised {
    Answer answer(SimulatedAccount account);
  }

  private Answer authorised(Request request, Authorised route) {
    Optional<SimulatedAccount> account = bearer(request);
    if (account.isEmpty()) {
      return apiError(401, 124, "Invalid access token.");
    }
    if (account.get().expired(request.header("authorization").substring("Bearer ".length()))) {
      return apiError(401, 124, "Access token is expired.");
    }
    if (isEndedByUser(account.get(), request)) {
      return apiError(401, 124, "Invalid access token.");
    }
    if (!account.get().withinQuota()) {
      return apiError(
          429,
          429,
          "You have reached the maximum per-second rate limit for this API. Try again later.");
    }
    return route.answer(account.get());
  }

  /** A General app has no access token that belongs to no user. */
  private static boolean isEndedByUser(SimulatedAccount account, Request request) {
    return account.isGeneralApp() && userOf(account, request).isEmpty();
  }

  private static Optional<String> userOf(SimulatedAccount account, Request request) {
    return account.grants().userOf(request.header("authorization").substring("Bearer ".length()));
  }

  /** Returns a ZAK that lives for five minutes, whatever life the request asks for. */
  private static Answer meZak(SimulatedAccount account) {
    return account.hasOneOf("user:read:zak")
        ? tokenBody(account.newZak("me", Duration.ofMinutes(5)))
        : scopeMissing("user:read:zak");
  }

  private static Answer userToken(SimulatedAccount account, String user, Request request) {
    String type = request.query().getOrDefault("type", "token");
    if (account.rejects("user " + user) || account.rejects("kind " + type)) {
      return apiError(401, 124, "Invalid access token.");
    }
    if (type.equals("onbehalf") && !account.consentedToObf()) {
      return apiError(
          400, 4711, "Invalid access token, does not contain scopes:[user:read:token].");
    }
    boolean allowed =
        (user.equals("me") || account.isGeneralApp())
            ? account.hasOneOf(SimulatedAccount.ZAK_SCOPE, "user:read:token")
            : account.hasOneOf(SimulatedAccount.ZAK_SCOPE);
    if (!allowed) {
      return scopeMissing("user:read:token:admin, user:read:token");
    }
    if (user.startsWith("nobody")) {
      return apiError(404, 1001, "User does not exist: " + user + ".");
    }
    if (user.startsWith("guest")) {
      return apiError(400, 1010, "User does not belong to this account: " + user + ".");
    }
    if (user.startsWith("odd")) {
      return apiError(400, 300, "Validation Failed.");
    }
    if (user.startsWith("pending")) {
      return apiError(404, 1120, "Invitation for " + user + " is pending or has expired.");
    }
    if (user.startsWith("social")) {
      return Answer.json(200, "{\"token\":null}");
    }
    Map<String, String> query = request.query();
    Duration life = Duration.ofSeconds(Long.parseLong(query.getOrDefault("ttl", "7200")));
    return switch (query.getOrDefault("type", "token")) {
      case "zak" -> tokenBody(account.newZak(user, life));
      case "onbehalf" -> obf(account, user, query.getOrDefault("meeting_id", ""), life);
      case "token" -> tokenBody(SimulatedAccount.random(40));
      default -> apiError(400, 300, "Invalid type.");
    };
  }

  private static Answer obf(
      SimulatedAccount account, String user, String meetingId, Duration life) {
    return meetingId.isEmpty() || exists(meetingId)
        ? tokenBody(account.newZak(user, life))
        : noMeeting(meetingId);
  }

  private static boolean exists(String meetingId) {
    return meetingId.matches("\\d{9,12}") && !meetingId.startsWith("404");
  }

  private static Answer noMeeting(String meetingId) {
    return apiError(404, 3001, "Meeting does not exist: " + meetingId + ".");
  }

  private static Answer scopeMissing(String scopes) {
    return apiError(400, 4711, "Invalid access token, does not contain scopes:[" + scopes + "].");
  }

  private static Answer joinToken(SimulatedAccount account, String meetingId) {
    String scope = "meeting:read:local_recording_token";
    if (!account.hasOneOf(scope, scope + ":admin")) {
      return scopeMissing(scope + ":admin, " + scope);
    }
    if (!exists(meetingId)) {
      return noMeeting(meetingId);
    }
    return meetingId.startsWith("300")
        ? apiError(400, 3000, "Recording is not allowed in this meeting.")
        : Answer.json(200, "{\"expire_in\":120,\"token\":\"" + account.newJoinToken() + "\"}");
  }

  private static Answer tokenBody(String token) {
    return Answer.json(200, "{\"token\":\"" + token + "\"}");
  }

  private static Answer oauthError(String reason, String error) {
    return Answer.json(400, "{\"reason\":\"%s\",\"error\":\"%s\"}".formatted(reason, error));
  }

  private static Answer apiError(int status, int code, String message) {
    return Answer.json(status, "{\"code\":%d,\"message\":\"%s\"}".formatted(code, message));
  }

  private Optional<SimulatedAccount> client(Request request) {
    return Optional.ofNullable(byClientId.get(basic(request)[0]));
  }

  private static boolean secretMatches(SimulatedAccount account, Request request) {
    return account.clientSecret().equals(basic(request)[1]);
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

  private Optional<SimulatedAccount> bearer(Request request) {
    String header = request.header("authorization");
    return header.startsWith("Bearer ")
        ? byClientId.values().stream()
            .filter(account -> account.knows(header.substring("Bearer ".length())))
            .findFirst()
        : Optional.empty();
  }
}
