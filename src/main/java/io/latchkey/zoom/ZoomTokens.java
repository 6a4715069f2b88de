package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.mint.AccessTokenRejected;
import io.latchkey.mint.AccountLimited;
import io.latchkey.mint.Zoom;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.Remedy;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.ZakToken;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches tokens from Zoom.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://developers.zoom.us/docs/internal-apps/s2s-oauth/">Server-to-Server
 *     OAuth</a>
 * @see <a href="https://developers.zoom.us/docs/api/users/">Users: get a user's token</a>
 */
public final class ZoomTokens implements Zoom {

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]{1,16384}");
  private static final Duration DEFAULT_LIFE = Duration.ofSeconds(300);
  private static final Duration MAX_LIFE = Duration.ofSeconds(3600);
  private static final String NO_TOKEN = "Zoom gave an answer that is no token.";

  private final ZoomSettings settings;
  private final ZoomHosts hosts;
  private final ApiHosts apiHosts;
  private final ZoomCaller caller;
  private final InstantSource clock;

  /**
   * @param accounts the number of accounts that share this client
   * @param clock the monotonic clock that all freshness is judged by
   */
  public ZoomTokens(
      ZoomSettings settings,
      ZoomHosts hosts,
      ZoomRepeater repeater,
      ZoomGuard guard,
      int accounts,
      ZoomListener events,
      InstantSource clock) {
    this(
        settings,
        hosts,
        new ZoomCaller(hosts::send, repeater, guard, new OutageDetector(accounts), events, clock),
        clock);
  }

  ZoomTokens(ZoomSettings settings, ZoomHosts hosts, ZoomCaller caller, InstantSource clock) {
    this.settings = settings;
    this.hosts = hosts;
    this.apiHosts = new ApiHosts(settings);
    this.caller = caller;
    this.clock = clock;
  }

  @Override
  public AccessToken accessToken(Account account, RepeatPolicy policy) {
    HttpRequest request =
        OauthRequests.post(
            settings,
            account,
            "/oauth/token",
            "grant_type=account_credentials&account_id=" + encoded(account.accountId()));
    Instant requestedAt = clock.instant();
    ZoomAnswer answer = caller.call(ZoomEndpoint.ACCESS_TOKEN, account.name(), request, policy);
    if (answer.status() != 200) {
      throw ZoomRefusals.ofTokenEndpoint(answer, account);
    }
    return new AccessToken(
        token(answer, "access_token", Remedies.unreadable()),
        requestedAt,
        requestedAt.plus(life(answer)),
        answer.json().text("api_url").map(apiHosts::allowedOrConfigured).orElse(settings.apiUrl()));
  }

  @Override
  public String apiHost(AccessToken accessToken) {
    return hosts.inUse(accessToken.apiUrl());
  }

  @Override
  public ZakToken zak(Account account, UserId user, AccessToken accessToken, RepeatPolicy policy) {
    Instant mintedAt = clock.instant();
    ZoomAnswer answer =
        mint(
            account,
            accessToken,
            "/v2/users/%s/token?type=zak&ttl=%s"
                .formatted(encoded(user.value()), settings.zakTtl().toSeconds()),
            policy,
            TokenKind.ZAK);
    Secret zak = token(answer, TokenKind.ZAK);
    return new ZakToken(zak, mintedAt, mintedAt.plus(life(answer, zak, mintedAt)));
  }

  @Override
  public ObfToken obf(
      Account account,
      UserId user,
      @Nullable MeetingId meeting,
      AccessToken accessToken,
      RepeatPolicy policy) {
    Instant mintedAt = clock.instant();
    ZoomAnswer answer =
        mint(
            account,
            accessToken,
            "/v2/users/%s/token?type=onbehalf%s"
                .formatted(
                    encoded(user.value()),
                    meeting == null ? "" : "&meeting_id=" + meeting.digits()),
            policy,
            TokenKind.OBF);
    return new ObfToken(token(answer, TokenKind.OBF), mintedAt);
  }

  @Override
  public JoinToken joinToken(
      Account account,
      MeetingId meeting,
      boolean bypassWaitingRoom,
      AccessToken accessToken,
      RepeatPolicy policy) {
    Instant mintedAt = clock.instant();
    ZoomAnswer answer =
        mint(
            account,
            accessToken,
            "/v2/meetings/%s/jointoken/local_recording?bypass_waiting_room=%s"
                .formatted(meeting.digits(), bypassWaitingRoom),
            policy,
            TokenKind.JOIN_TOKEN);
    return new JoinToken(token(answer, TokenKind.JOIN_TOKEN), mintedAt);
  }

  private ZoomAnswer mint(
      Account account, AccessToken accessToken, String path, RepeatPolicy policy, TokenKind kind) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(accessToken.apiUrl() + path))
            .header("Authorization", "Bearer " + accessToken.value().reveal())
            .header("Accept", "application/json")
            .header("User-Agent", "Latchkey")
            .build();
    ZoomAnswer answer = caller.call(endpoint(kind), account.name(), request, policy);
    if (answer.status() == 401) {
      throw new AccessTokenRejected(answer.described("access token"));
    }
    if (answer.status() == 429) {
      throw new AccountLimited(ZoomRefusals.ofLimit(answer));
    }
    if (answer.status() / 100 != 2) {
      throw ZoomRefusals.ofApi(answer, kind);
    }
    return answer;
  }

  private static ZoomEndpoint endpoint(TokenKind kind) {
    return switch (kind) {
      case ZAK -> ZoomEndpoint.ZAK;
      case OBF -> ZoomEndpoint.OBF;
      case JOIN_TOKEN -> ZoomEndpoint.JOIN_TOKEN;
      case ACCESS_TOKEN -> ZoomEndpoint.ACCESS_TOKEN;
    };
  }

  /** For a user who cannot have a token, Zoom answers 200 with a token of null. */
  private static Secret token(ZoomAnswer answer, TokenKind kind) {
    boolean isNull = answer.json().isNull("token");
    return token(answer, "token", isNull ? Remedies.userWithoutToken(kind) : Remedies.unreadable());
  }

  private static Secret token(ZoomAnswer answer, String member, Remedy remedy) {
    return answer
        .json()
        .text(member)
        .filter(text -> VISIBLE_ASCII.matcher(text).matches())
        .map(Secret::of)
        .orElseThrow(
            () ->
                new TokenFailure.Unreadable(NO_TOKEN, answer.described() + ", no usable " + member)
                    .withRemedy(remedy));
  }

  static Duration life(ZoomAnswer answer) {
    var seconds = answer.json().number("expires_in");
    if (seconds.isEmpty()) {
      return DEFAULT_LIFE;
    }
    long whole = (long) seconds.getAsDouble();
    return Duration.ofSeconds(Math.max(0, Math.min(whole, MAX_LIFE.toSeconds())));
  }

  /**
   * Returns the remaining life of a ZAK by Zoom's own clock, since ours may be wrong; the requested
   * time to live if the ZAK does not say when it expires.
   */
  private Duration life(ZoomAnswer answer, Secret zak, Instant mintedAt) {
    Instant zoomsNow = answer.date().orElse(mintedAt);
    Duration life =
        ZakJwt.expiry(zak.reveal())
            .map(expiry -> Duration.between(zoomsNow, expiry))
            .filter(left -> left.compareTo(settings.zakTtl()) < 0)
            .orElse(settings.zakTtl());
    if (life.compareTo(settings.zakMinRemaining()) < 0) {
      throw new TokenFailure.Unreadable(
              "Zoom gave a ZAK that is about to expire.",
              answer.described() + ", a ZAK with only " + life.toSeconds() + " s to live")
          .withRemedy(Remedies.shortLived());
    }
    return life;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
