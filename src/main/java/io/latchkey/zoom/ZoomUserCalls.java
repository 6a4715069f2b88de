package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.UserCalls;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks Zoom about the user of an access token. No call is repeated.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://developers.zoom.us/docs/integrations/oauth/">Zoom: OAuth 2.0</a>
 */
public final class ZoomUserCalls implements UserCalls {

  private static final String SCOPE_MISSING = "4711";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Operators wait for this, and no bot does. */
  private static final Duration WHOLE_EXCHANGE = Duration.ofSeconds(5);

  private final ZoomSettings settings;
  private final HttpTransport transport;
  private final ZoomListener events;
  private final InstantSource clock;

  /**
   * @param clock the monotonic clock that all freshness is judged by
   */
  public ZoomUserCalls(
      ZoomSettings settings, HttpTransport transport, ZoomListener events, InstantSource clock) {
    this.settings = settings;
    this.transport = transport;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Optional<ConnectedUser> userOf(Account account, AccessToken token) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(token.apiUrl() + "/v2/users/me"))
            .header("Authorization", "Bearer " + token.value().reveal())
            .header("Accept", "application/json")
            .header("User-Agent", "Latchkey")
            .build();
    FlatJson user;
    try {
      ZoomAnswer answer = send(account, request, ZoomEndpoint.USER, "");
      boolean isWithoutScope = answer.json().code("code").filter(SCOPE_MISSING::equals).isPresent();
      if (answer.status() != 200 && !isWithoutScope) {
        // An access token that Zoom does not take shows nothing.
        return Optional.empty();
      }
      user = answer.status() == 200 ? answer.json() : FlatJson.parse(new byte[0]);
    } catch (TokenFailure failure) {
      return Optional.empty();
    }
    return named(user, token);
  }

  @Override
  public Optional<ConnectedUser> userNamedBy(AccessToken token) {
    return named(FlatJson.parse(new byte[0]), token);
  }

  private static Optional<ConnectedUser> named(FlatJson user, AccessToken token) {
    return user.text("id")
        // The token names its user, too.
        .or(() -> ZakJwt.claims(token.value().reveal()).text("uid"))
        .filter(id -> ID.matcher(id).matches() && !id.equals(UserId.ME.value()))
        .map(id -> new ConnectedUser(id, zoomAccountId(user, token), email(user)));
  }

  private static @Nullable String zoomAccountId(FlatJson user, AccessToken token) {
    return user.text("account_id")
        .or(() -> ZakJwt.claims(token.value().reveal()).text("aid"))
        .filter(id -> ID.matcher(id).matches())
        .orElse(null);
  }

  private static @Nullable String email(FlatJson user) {
    return user.text("email")
        .filter(email -> email.contains("@") && UserId.parse(email).isPresent())
        .map(UserId::normalized)
        .orElse(null);
  }

  @Override
  public Optional<TokenFailure> refusalOfClient(Account account) {
    try {
      HttpRequest request =
          OauthRequests.post(
              settings,
              account,
              "/oauth/token",
              "grant_type=refresh_token&refresh_token=latchkey-check");
      ZoomAnswer answer = send(account, request, ZoomEndpoint.REFRESH, ZoomCall.OF_CHECK);
      if (answer.status() >= 500) {
        return Optional.of(answer.unavailable("Zoom is failing. Try again."));
      }
      String error = answer.json().text("error").orElse("");
      boolean isAboutTheToken = error.equals("invalid_grant") || error.equals("invalid_request");
      return isAboutTheToken && !ZoomGrants.blamesTheApp(answer)
          ? Optional.empty()
          : Optional.of(ZoomRefusals.ofTokenEndpoint(answer, account));
    } catch (TokenFailure failure) {
      return Optional.of(failure);
    }
  }

  @Override
  public void revoke(Account account, Secret accessToken) {
    HttpRequest request =
        OauthRequests.post(
            settings,
            account,
            "/oauth/revoke",
            "token=" + URLEncoder.encode(accessToken.reveal(), UTF_8));
    ZoomAnswer answer = send(account, request, ZoomEndpoint.REVOKE, "");
    if (answer.status() >= 500) {
      throw answer.unavailable("Zoom is failing. Try again.");
    }
    if (answer.status() / 100 != 2) {
      throw ZoomRefusals.ofTokenEndpoint(answer, account);
    }
  }

  private ZoomAnswer send(
      Account account, HttpRequest request, ZoomEndpoint endpoint, String trace) {
    Instant begin = clock.instant();
    try {
      ZoomAnswer answer = transport.send(request, WHOLE_EXCHANGE);
      ZoomOutcome outcome = ZoomOutcome.ofStatus(answer.status());
      events.called(
          new ZoomCall(account.name(), endpoint, outcome, answer.described(), since(begin), trace));
      return answer;
    } catch (ZoomCallException failed) {
      String how = failed.failure().diagnosis();
      events.called(
          new ZoomCall(account.name(), endpoint, failed.outcome(), how, since(begin), trace));
      throw failed.failure();
    }
  }

  private Duration since(Instant begin) {
    return Duration.between(begin, clock.instant());
  }
}
