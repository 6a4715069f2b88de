package io.latchkey.zoom;

import io.latchkey.account.Account;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One run of {@link ZoomCheck} for one account. For one thread. */
final class ZoomCheckRun {

  private static final Zoom.RepeatPolicy SINGLE_ATTEMPT =
      new Zoom.RepeatPolicy(true, () -> true, ZoomCall.OF_CHECK);
  private static final String NOT_TRIED = "not tried: a step before failed";

  private final Account account;
  private final ZoomSettings settings;
  private final ZoomHosts hosts;
  private final Connections connections;
  private final ZoomTokens tokens;
  private final AnswerChecks answers;
  private final List<Step> steps = new ArrayList<>();

  ZoomCheckRun(
      Account account,
      ZoomSettings settings,
      ZoomHosts hosts,
      Connections connections,
      ZoomTokens tokens,
      AnswerChecks answers) {
    this.account = account;
    this.settings = settings;
    this.hosts = hosts;
    this.connections = connections;
    this.tokens = tokens;
    this.answers = answers;
  }

  /**
   * @param kinds the kinds of tokens whose scopes are demanded
   * @param given called with the access token that Zoom gives
   */
  List<Step> run(Set<TokenKind> kinds, Consumer<AccessToken> given) {
    steps.add(
        Step.passed("Configuration", "credentials are set; user %s".formatted(account.user())));
    checkProxy();
    steps.addAll(connections.to(settings.oauthUrl()));
    Optional<AccessToken> accessToken = requestAccessToken();
    accessToken.ifPresent(given);
    steps.add(answers.clock());
    URI api = accessToken.map(AccessToken::apiUrl).orElse(settings.apiUrl());
    hosts.retry(api);
    checkConnections(api);
    if (accessToken.isEmpty()) {
      for (String name : List.of("Scopes", Step.MINT, AnswerChecks.CLAIMS, "Quota")) {
        steps.add(Step.skipped(name, NOT_TRIED));
      }
      return List.copyOf(steps);
    }
    // Before the mint: the scopes stand in the answer with the access token.
    steps.add(answers.scopes(kinds));
    mint(accessToken.get());
    steps.add(answers.quota());
    steps.add(hostInUse(api));
    return List.copyOf(steps);
  }

  private void checkProxy() {
    OutgoingProxy proxy = settings.network().proxy();
    if (proxy == null) {
      return;
    }
    String name = "Outgoing proxy";
    boolean keptBack = proxy.credentials() != null && OutgoingProxy.passwordIsKeptBack();
    steps.add(
        keptBack
            ? Step.failed(name, Remedies.passwordKeptBack())
            : Step.passed(name, "Zoom is reached by way of " + proxy));
  }

  private void checkConnections(URI api) {
    if (api.equals(settings.oauthUrl())) {
      return;
    }
    List<Step> toApi = connections.to(api);
    boolean isRegional = !api.equals(settings.apiUrl());
    boolean isOutOfReach = toApi.stream().anyMatch(Step::hasFailed);
    // An unreachable regional host is no failure: calls go to the configured host instead.
    steps.addAll(isRegional && isOutOfReach ? connections.to(settings.apiUrl()) : toApi);
  }

  private Step hostInUse(URI api) {
    String name = "Host in use";
    String host = hosts.inUse(api);
    if (host.equals(api.getHost())) {
      return Step.passed(name, host);
    }
    Remedy remedy = Remedies.regionalHost(api.getHost(), host);
    return Step.doubtful(name, remedy.problem(), remedy.next());
  }

  private Optional<AccessToken> requestAccessToken() {
    String name = "Credentials";
    try {
      AccessToken token = tokens.accessToken(account, SINGLE_ATTEMPT);
      long minutes = Duration.between(token.requestedAt(), token.expiresAt()).toMinutes();
      steps.add(Step.passed(name, "Zoom gives an access token for %s min".formatted(minutes)));
      return Optional.of(token);
    } catch (TokenFailure failure) {
      steps.add(failed(name, failure));
      return Optional.empty();
    }
  }

  private void mint(AccessToken accessToken) {
    String name = Step.MINT;
    try {
      ZakToken zak = tokens.zak(account, account.user(), accessToken, SINGLE_ATTEMPT);
      steps.add(Step.passed(name, "Zoom gives a ZAK for user %s".formatted(account.user())));
      steps.add(answers.claims(zak));
      return;
    } catch (AccountLimited limited) {
      steps.add(Step.failed(name, answers.limitRemedy()));
    } catch (AccessTokenRejected rejected) {
      steps.add(Step.failed(name, AccessTokenRejected.REMEDY));
    } catch (UserRefused refused) {
      steps.add(failed(name, refused.asAccountFailure()));
    } catch (TokenFailure failure) {
      steps.add(failed(name, failure));
    }
    steps.add(Step.skipped(AnswerChecks.CLAIMS, NOT_TRIED));
  }

  private static Step failed(String name, TokenFailure failure) {
    Remedy remedy =
        failure
            .remedy()
            .orElseGet(() -> new Remedy(failure.diagnosis(), "Look the log up for it."));
    return Step.failed(name, remedy.problem() + " (" + failure.diagnosis() + ")", remedy.next());
  }
}
