package io.latchkey.zoom;

import static java.util.stream.Collectors.joining;

import io.latchkey.account.Account;
import io.latchkey.check.AccountProbe;
import io.latchkey.check.Step;
import io.latchkey.mint.AccessTokenRejected;
import io.latchkey.mint.AccountLimited;
import io.latchkey.mint.UserRefused;
import io.latchkey.mint.Zoom;
import io.latchkey.token.AccessToken;
import io.latchkey.token.Remedy;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.ZakToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes the way of a ZAK with the credentials of one account, past caches, circuit breaker and
 * quota, and tells of each step: configuration, DNS, TLS, credentials, clock, scopes, mint, what
 * stands in the ZAK, quota.
 *
 * <p>Thread-safe.
 */
public final class ZoomCheck implements AccountProbe {

  private static final Zoom.RepeatPolicy ONCE =
      new Zoom.RepeatPolicy(true, () -> true, ZoomCall.OF_CHECK);
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Pattern SCOPE = Pattern.compile("[a-z_]{1,40}(:[a-z_]{1,40}){1,4}");
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  private final ZoomSettings settings;
  private final ZoomHosts hosts;
  private final ZoomRetry retry;
  private final ZoomEvents events;
  private final Connections connections;
  private final InstantSource clock;

  /** Right or wrong, it is this one that is judged; the core's never goes back. */
  private final InstantSource wall = InstantSource.system();

  /**
   * @param threads for what cannot be given a time-out otherwise
   * @param clock the monotonic clock that all freshness is judged by
   */
  public ZoomCheck(
      ZoomSettings settings,
      ZoomHosts hosts,
      ZoomRetry retry,
      ZoomEvents events,
      Executor threads,
      InstantSource clock) {
    this.settings = settings;
    this.hosts = hosts;
    this.retry = retry;
    this.events = events;
    this.connections = new Connections(settings.network(), threads);
    this.clock = clock;
  }

  @Override
  public List<Step> probe(Account account, Set<TokenKind> kinds, Consumer<AccessToken> given) {
    return new Walk(account, kinds).done(given);
  }

  /** One walk, for one thread. */
  private final class Walk {

    private final Account account;
    private final Set<TokenKind> kinds;
    private final ZoomTokens tokens;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable ZoomAnswer answer;
    private @Nullable Instant answeredAt;

    Walk(Account account, Set<TokenKind> kinds) {
      this.account = account;
      this.kinds = kinds;
      ZoomCaller caller =
          new ZoomCaller(
              request -> {
                answer = null;
                ZoomAnswer came = hosts.send(request);
                answer = came;
                answeredAt = wall.instant();
                return came;
              },
              retry,
              new ZoomGuard(),
              new OutageDetector(Integer.MAX_VALUE),
              events,
              clock);
      this.tokens = new ZoomTokens(settings, hosts, caller, clock);
    }

    List<Step> done(Consumer<AccessToken> given) {
      steps.add(
          Step.passed("Configuration", "credentials are set; user %s".formatted(account.user())));
      proxy();
      steps.addAll(connections.to(settings.oauthUrl()));
      Optional<AccessToken> accessToken = accessToken();
      accessToken.ifPresent(given);
      clock();
      URI api = accessToken.map(AccessToken::apiUrl).orElse(settings.apiUrl());
      hosts.retry(api);
      connectionsTo(api);
      if (accessToken.isPresent()) {
        scopes();
        mint(accessToken.get());
        hostInUse(api);
      } else {
        skip("Scopes", Step.MINT, "What the ZAK says", "Quota");
      }
      return List.copyOf(steps);
    }

    private void proxy() {
      Optional<OutgoingProxy> proxy = settings.network().proxy();
      if (proxy.isEmpty()) {
        return;
      }
      String name = "Outgoing proxy";
      boolean keptBack =
          proxy.get().credentials().isPresent() && OutgoingProxy.passwordIsKeptBack();
      steps.add(
          keptBack
              ? Step.failed(name, Remedies.passwordKeptBack())
              : Step.passed(name, "Zoom is reached by way of " + proxy.get()));
    }

    /** That a regional host cannot be reached is no failure: calls go to the other. */
    private void connectionsTo(URI api) {
      if (api.equals(settings.oauthUrl())) {
        return;
      }
      List<Step> connection = connections.to(api);
      boolean regional = !api.equals(settings.apiUrl());
      if (regional && connection.stream().anyMatch(Step::hasFailed)) {
        steps.addAll(connections.to(settings.apiUrl()));
      } else {
        steps.addAll(connection);
      }
    }

    private void hostInUse(URI api) {
      String name = "Host in use";
      String host = hosts.inUse(api);
      Remedy fallenBack = Remedies.regionalHost(api.getHost(), host);
      steps.add(
          host.equals(api.getHost())
              ? Step.passed(name, host)
              : Step.doubtful(name, fallenBack.trouble(), fallenBack.next()));
    }

    private Optional<AccessToken> accessToken() {
      String name = "Credentials";
      try {
        AccessToken token = tokens.accessToken(account, ONCE);
        steps.add(
            Step.passed(
                name,
                "Zoom gives an access token for %s min"
                    .formatted(
                        Duration.between(token.requestedAt(), token.expiresAt()).toMinutes())));
        return Optional.of(token);
      } catch (TokenFailure failure) {
        steps.add(failed(name, failure));
        return Optional.empty();
      }
    }

    private void clock() {
      String name = "Clock";
      Optional<Instant> zooms = Optional.ofNullable(answer).flatMap(ZoomAnswer::date);
      if (zooms.isEmpty() || answeredAt == null) {
        steps.add(Step.skipped(name, "no answer of Zoom tells its time"));
        return;
      }
      Duration ahead = Duration.between(zooms.get(), answeredAt);
      String finding =
          "%s s %s Zoom's"
              .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
      steps.add(
          ahead.abs().compareTo(SKEW) <= 0
              ? Step.passed(name, "this machine's clock is " + finding)
              : Step.failed(
                  name,
                  "this machine's clock is " + finding,
                  "Set it by NTP (`timedatectl set-ntp true`, or chrony). Signed requests are refused"
                      + " beyond five minutes, and tokens look older or younger than they are."));
    }

    private void scopes() {
      String name = "Scopes";
      Set<String> given =
          new LinkedHashSet<>(
              Stream.of(said("scope").split("[ ,]+"))
                  .filter(scope -> SCOPE.matcher(scope).matches())
                  .sorted()
                  .toList());
      if (given.isEmpty()) {
        steps.add(Step.skipped(name, "Zoom did not say which the app has"));
        return;
      }
      List<String> missing =
          kinds.stream()
              .sorted()
              .map(this::sufficient)
              .filter(oneOf -> oneOf.stream().noneMatch(given::contains))
              .map(oneOf -> oneOf.get(0))
              .distinct()
              .toList();
      String present = given.stream().filter(ZoomCheck::ours).limit(20).collect(joining(", "));
      steps.add(
          missing.isEmpty()
              ? Step.passed(name, "present: " + present)
              : Step.failed(name, Remedies.scope(String.join(", ", missing))));
    }

    /** Scopes of which one is enough, the one to ask for first; the last are of older apps. */
    private List<String> sufficient(TokenKind kind) {
      boolean join = kind == TokenKind.JOIN_TOKEN;
      String own = join ? JOIN_TOKEN_SCOPE : TOKEN_SCOPE;
      String classic = join ? "meeting:read" : "user:read";
      boolean enough = kind != TokenKind.ZAK || account.user().value().equals("me");
      return enough
          ? List.of(own + ":admin", own, classic + ":admin", classic)
          : List.of(own + ":admin", classic + ":admin");
    }

    private void mint(AccessToken accessToken) {
      String name = Step.MINT;
      try {
        ZakToken zak = tokens.zak(account, account.user(), accessToken, ONCE);
        steps.add(Step.passed(name, "Zoom gives a ZAK for user %s".formatted(account.user())));
        claims(zak);
        quota();
        return;
      } catch (AccountLimited limited) {
        steps.add(Step.failed(name, Remedies.limited(isDailyLimit())));
      } catch (AccessTokenRejected rejected) {
        steps.add(Step.failed(name, AccessTokenRejected.REMEDY));
      } catch (UserRefused refused) {
        steps.add(failed(name, refused.ofEverybody()));
      } catch (TokenFailure failure) {
        steps.add(failed(name, failure));
      }
      skip("What the ZAK says");
      quota();
    }

    /** Who it is of, as far as it says. */
    private void claims(ZakToken zak) {
      String name = "What the ZAK says";
      FlatJson said = ZakJwt.claims(zak.value().reveal());
      Optional<Instant> expiry = ZakJwt.expiry(zak.value().reveal());
      if (expiry.isEmpty()) {
        steps.add(Step.skipped(name, "it is no JWT that tells when it expires"));
        return;
      }
      Optional<String> accountId = said.text("aid");
      String finding =
          "good for %s min; uid %s, aid %s"
              .formatted(
                  Duration.between(wall.instant(), expiry.get()).toMinutes(),
                  said.text("uid").isPresent() ? "is there" : "is missing",
                  accountId.isEmpty()
                      ? "is missing"
                      : accountId.get().equals(account.accountId())
                          ? "is this account's"
                          : "is another account's");
      boolean another = accountId.filter(id -> !id.equals(account.accountId())).isPresent();
      steps.add(
          another
              ? Step.doubtful(
                  name, finding, "See whether the app belongs to the account that it should.")
              : Step.passed(name, finding));
    }

    private void quota() {
      String name = "Quota";
      Optional<Integer> left = count("x-ratelimit-remaining");
      String of = count("x-ratelimit-limit").map(limit -> " of " + limit).orElse("");
      boolean limited = answer != null && answer.status() == 429;
      if (limited || left.filter(n -> n == 0).isPresent()) {
        steps.add(Step.failed(name, Remedies.limited(isDailyLimit())));
      } else {
        steps.add(
            left.map(n -> Step.passed(name, "%s%s calls are left".formatted(n, of)))
                .orElseGet(() -> Step.skipped(name, "Zoom did not say what is left")));
      }
    }

    private boolean isDailyLimit() {
      return answer != null && answer.dailyLimit();
    }

    private Optional<Integer> count(String header) {
      return Optional.ofNullable(answer)
          .flatMap(came -> came.header(header))
          .filter(text -> COUNT.matcher(text).matches())
          .map(Integer::valueOf);
    }

    private String said(String member) {
      return Optional.ofNullable(answer).flatMap(came -> came.json().text(member)).orElse("");
    }

    private void skip(String... names) {
      for (String name : names) {
        steps.add(Step.skipped(name, "not tried: a step before failed"));
      }
    }
  }

  private static final String TOKEN_SCOPE = "user:read:token";
  private static final String JOIN_TOKEN_SCOPE = "meeting:read:local_recording_token";

  private static boolean ours(String scope) {
    return scope.startsWith("user:read") || scope.startsWith("meeting:read");
  }

  private static Step failed(String name, TokenFailure failure) {
    Remedy remedy =
        failure
            .remedy()
            .orElseGet(() -> new Remedy(failure.diagnosis(), "Look the log up for it."));
    return Step.failed(name, remedy.trouble() + " (" + failure.diagnosis() + ")", remedy.next());
  }
}
