package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.Account;
import io.latchkey.consent.CodeExchange;
import io.latchkey.grant.NewTokens;
import io.latchkey.grant.RefreshAnswer;
import io.latchkey.grant.RefreshCall;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenFailure;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Exchanges refresh tokens and authorization codes at Zoom. No layer repeats such a call, limits it
 * to less than 30 seconds, or ends it early: only its answer holds the refresh token that is good
 * afterwards.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://developers.zoom.us/docs/integrations/oauth/">Zoom: OAuth 2.0</a>
 */
public final class ZoomGrants implements RefreshCall, CodeExchange {

  private static final Duration WHOLE_EXCHANGE = Duration.ofSeconds(30);
  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]{1,16384}");
  private static final Pattern SCOPES = Pattern.compile("[\\x20-\\x7e]{0,4000}");

  /** Zoom's codes for a refresh token that is not good any more. */
  private static final Set<String> GRANT_REFUSED = Set.of("4735", "4741");

  /** A gateway answers these, and Zoom behind it may have rotated the token. */
  private static final Set<Integer> ANSWERS_OF_GATEWAYS = Set.of(502, 504);

  /** Errors about the app, so that no user need connect again (RFC 6749, 5.2). */
  private static final Set<String> ABOUT_THE_APP =
      Set.of("invalid_client", "unauthorized_client", "invalid_scope");

  private static final Set<String> CODES_ABOUT_THE_APP =
      Set.of("4702", "4704", "4711", "4717", "4738");

  private final ZoomSettings settings;
  private final HttpTransport transport;
  private final ApiHosts apiHosts;
  private final ZoomListener events;
  private final InstantSource clock;

  /**
   * @param clock the monotonic clock that all freshness is judged by
   */
  public ZoomGrants(
      ZoomSettings settings, HttpTransport transport, ZoomListener events, InstantSource clock) {
    this.settings = settings;
    this.transport = transport;
    this.apiHosts = new ApiHosts(settings);
    this.events = events;
    this.clock = clock;
  }

  @Override
  public RefreshAnswer refresh(Account account, Secret refreshToken, String trace) {
    return send(
        account,
        "grant_type=refresh_token&refresh_token=" + encoded(refreshToken.reveal()),
        ZoomEndpoint.REFRESH,
        trace);
  }

  @Override
  public RefreshAnswer exchange(Account account, Secret code, Secret verifier, URI redirectUri) {
    return send(
        account,
        "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s"
            .formatted(
                encoded(code.reveal()),
                encoded(redirectUri.toString()),
                encoded(verifier.reveal())),
        ZoomEndpoint.CODE,
        "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private RefreshAnswer send(Account account, String form, ZoomEndpoint endpoint, String trace) {
    HttpRequest request = OauthRequests.post(settings, account, "/oauth/token", form);
    Instant begin = clock.instant();
    try {
      ZoomAnswer answer = transport.send(request, WHOLE_EXCHANGE);
      ZoomOutcome outcome = ZoomOutcome.ofStatus(answer.status());
      events.called(call(account, endpoint, outcome, answer.described(), begin, trace));
      return meaning(answer, account, begin);
    } catch (ZoomCallException failed) {
      String how = failed.failure().diagnosis();
      events.called(call(account, endpoint, failed.outcome(), how, begin, trace));
      return failed.isWithoutConnection()
          ? new RefreshAnswer.NotRotated(failed.failure())
          : new RefreshAnswer.Lost(failed.failure());
    } catch (TokenFailure unreadable) {
      String how = unreadable.diagnosis();
      events.called(call(account, endpoint, ZoomOutcome.BROKEN, how, begin, trace));
      return new RefreshAnswer.Lost(unreadable);
    }
  }

  private ZoomCall call(
      Account account,
      ZoomEndpoint endpoint,
      ZoomOutcome outcome,
      String how,
      Instant begin,
      String trace) {
    Duration took = Duration.between(begin, clock.instant());
    return new ZoomCall(account.name(), endpoint, outcome, how, took, trace);
  }

  private RefreshAnswer meaning(ZoomAnswer answer, Account account, Instant requestedAt) {
    if (answer.status() / 100 == 2) {
      return rotated(answer, requestedAt);
    }
    if (ANSWERS_OF_GATEWAYS.contains(answer.status())) {
      return new RefreshAnswer.Lost(unreadable(answer));
    }
    if (answer.status() >= 500) {
      return new RefreshAnswer.NotRotated(answer.unavailable("Zoom is failing. Try again."));
    }
    Optional<String> error = answer.json().text("error");
    // First, since Zoom may write "invalid_grant" beside a code that blames the app.
    if (blamesTheApp(answer)) {
      return new RefreshAnswer.AppRefused(ZoomRefusals.ofTokenEndpoint(answer, account));
    }
    if (hasCode(answer, GRANT_REFUSED) || error.filter("invalid_grant"::equals).isPresent()) {
      return new RefreshAnswer.Refused(answer.described("invalid_grant"));
    }
    return new RefreshAnswer.NotRotated(ZoomRefusals.ofTokenEndpoint(answer, account));
  }

  /** Returns whether the token endpoint refuses the app, so that no user need connect again. */
  static boolean blamesTheApp(ZoomAnswer answer) {
    return hasCode(answer, CODES_ABOUT_THE_APP)
        || answer.json().text("error").filter(ABOUT_THE_APP::contains).isPresent();
  }

  private static boolean hasCode(ZoomAnswer answer, Set<String> codes) {
    return Stream.of("code", "errorCode", "error_code")
        .flatMap(member -> answer.json().code(member).stream())
        .anyMatch(codes::contains);
  }

  private RefreshAnswer rotated(ZoomAnswer answer, Instant requestedAt) {
    Optional<Secret> accessToken = token(answer, "access_token");
    boolean isRefreshTokenUnusable =
        answer.json().text("refresh_token").isPresent() && token(answer, "refresh_token").isEmpty();
    if (accessToken.isEmpty() || isRefreshTokenUnusable) {
      return new RefreshAnswer.Lost(unreadable(answer));
    }
    return new RefreshAnswer.Rotated(
        new NewTokens(
            token(answer, "refresh_token").orElse(null),
            accessToken.get(),
            ZoomTokens.life(answer),
            requestedAt,
            answer
                .json()
                .text("api_url")
                .map(apiHosts::allowedOrConfigured)
                .orElse(settings.apiUrl()),
            answer
                .json()
                .text("scope")
                .filter(scopes -> SCOPES.matcher(scopes).matches())
                .orElse(null)));
  }

  private static Optional<Secret> token(ZoomAnswer answer, String member) {
    return answer
        .json()
        .text(member)
        .filter(text -> VISIBLE_ASCII.matcher(text).matches())
        .map(Secret::of);
  }

  private static TokenFailure unreadable(ZoomAnswer answer) {
    return new TokenFailure.Unreadable("Zoom gave an answer that is no token.", answer.described())
        .withRemedy(Remedies.unreadable());
  }
}
