package io.latchkey.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Answers Zoom's API as Zoom does, error bodies included. Thread-safe. */
final class ApiRoutes {

  private final Apps apps;

  ApiRoutes(Apps apps) {
    this.apps = apps;
  }

  private interface Route {
    Answer answer(Access access);
  }

  Answer answer(Calls.Call call, Request request) {
    return switch (call.endpoint()) {
      case ME -> authorised(request, ApiRoutes::me);
      case ME_ZAK -> authorised(request, ApiRoutes::meZak);
      case JOIN_TOKEN -> authorised(request, access -> joinToken(access, call.user()));
      default ->
          authorised(
              request,
              access ->
                  userToken(
                      access, call.user().equals("me") ? access.user() : call.user(), request));
    };
  }

  private Answer authorised(Request request, Route route) {
    String token = Apps.bearerToken(request);
    Optional<SimulatedAccount> known = apps.withAccessToken(token);
    if (known.isEmpty()) {
      return error(401, 124, "Invalid access token.");
    }
    SimulatedAccount account = known.get();
    if (account.expired(token)) {
      return error(401, 124, "Access token is expired.");
    }
    Optional<String> user = account.grants().userOf(token);
    // A General app has no access token that belongs to no user.
    if (account.isGeneralApp() && user.isEmpty()) {
      return error(401, 124, "Invalid access token.");
    }
    if (!account.withinQuota()) {
      return error(
          429,
          429,
          "You have reached the maximum per-second rate limit for this API. Try again later.");
    }
    return route.answer(new Access(account, user.orElse("me"), scopes(account, user.orElse(""))));
  }

  /** Returns what the app still has of the scopes that a user has given it. */
  private static Set<String> scopes(SimulatedAccount account, String user) {
    Set<String> scopes = new TreeSet<>(account.scopes());
    if (account.isGeneralApp()) {
      scopes.retainAll(account.grants().scopesOf(user));
    }
    return scopes;
  }

  private static Answer me(Access access) {
    if (!access.hasOneOf("user:read:user", "user:read:user:admin")) {
      return scopeMissing("user:read:user, user:read:user:admin");
    }
    SimulatedUser user = access.account().users().get(access.user());
    return Answer.json(
        200,
        "{\"id\":\"%s\",\"email\":\"%s\",\"display_name\":\"%s\",\"type\":2,\"status\":\"active\",\"account_id\":\"%s\"}"
            .formatted(
                Json.escaped(user.id()),
                Json.escaped(user.email()),
                Json.escaped(user.displayName()),
                Json.escaped(user.accountId())));
  }

  /** Returns a ZAK that lives for five minutes, whatever life the request asks for. */
  private static Answer meZak(Access access) {
    return access.hasOneOf("user:read:zak")
        ? tokenBody(
            access
                .account()
                .issuer()
                .zak(access.account().accountId, access.user(), Duration.ofMinutes(5)))
        : scopeMissing("user:read:zak");
  }

  private static Answer userToken(Access access, String user, Request request) {
    SimulatedAccount account = access.account();
    String type = request.query().getOrDefault("type", "token");
    if (account.rejects("user " + user) || account.rejects("kind " + type)) {
      return error(401, 124, "Invalid access token.");
    }
    if (type.equals("onbehalf") && !account.consentedToObf()) {
      return error(400, 4711, "Invalid access token, does not contain scopes:[user:read:token].");
    }
    boolean isOwn = user.equals(access.user()) || account.isGeneralApp();
    boolean allowed =
        access.hasOneOf(SimulatedAccount.ZAK_SCOPE)
            || (isOwn && access.hasOneOf("user:read:token"));
    if (!allowed) {
      return scopeMissing("user:read:token:admin, user:read:token");
    }
    if (user.startsWith("nobody")) {
      return error(404, 1001, "User does not exist: " + user + ".");
    }
    if (user.startsWith("guest")) {
      return error(400, 1010, "User does not belong to this account: " + user + ".");
    }
    if (user.startsWith("odd")) {
      return error(400, 300, "Validation Failed.");
    }
    if (user.startsWith("pending")) {
      return error(404, 1120, "Invitation for " + user + " is pending or has expired.");
    }
    if (user.startsWith("social")) {
      return Answer.json(200, "{\"token\":null}");
    }
    Map<String, String> query = request.query();
    Duration life = Duration.ofSeconds(Long.parseLong(query.getOrDefault("ttl", "7200")));
    return switch (query.getOrDefault("type", "token")) {
      case "zak" -> tokenBody(account.issuer().zak(account.accountId, user, life));
      case "onbehalf" -> obf(account, user, query.getOrDefault("meeting_id", ""), life);
      case "token" -> tokenBody(Issuer.random(40));
      default -> error(400, 300, "Invalid type.");
    };
  }

  private static Answer obf(
      SimulatedAccount account, String user, String meetingId, Duration life) {
    return meetingId.isEmpty() || exists(meetingId)
        ? tokenBody(account.issuer().zak(account.accountId, user, life))
        : noMeeting(meetingId);
  }

  private static boolean exists(String meetingId) {
    return meetingId.matches("\\d{9,12}") && !meetingId.startsWith("404");
  }

  private static Answer noMeeting(String meetingId) {
    return error(404, 3001, "Meeting does not exist: " + meetingId + ".");
  }

  private static Answer scopeMissing(String scopes) {
    return error(400, 4711, "Invalid access token, does not contain scopes:[" + scopes + "].");
  }

  private static Answer joinToken(Access access, String meetingId) {
    String scope = "meeting:read:local_recording_token";
    if (!access.hasOneOf(scope, scope + ":admin")) {
      return scopeMissing(scope + ":admin, " + scope);
    }
    if (!exists(meetingId)) {
      return noMeeting(meetingId);
    }
    return meetingId.startsWith("300")
        ? error(400, 3000, "Recording is not allowed in this meeting.")
        : Answer.json(
            200, "{\"expire_in\":120,\"token\":\"" + access.account().issuer().joinToken() + "\"}");
  }

  private static Answer tokenBody(String token) {
    return Answer.json(200, "{\"token\":\"" + token + "\"}");
  }

  private static Answer error(int status, int code, String message) {
    return Answer.json(status, "{\"code\":%d,\"message\":\"%s\"}".formatted(code, message));
  }
}
