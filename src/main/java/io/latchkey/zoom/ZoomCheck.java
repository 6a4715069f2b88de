package io.latchkey.zoom;

import io.latchkey.account.Account;
import io.latchkey.check.AccountTrial;
import io.latchkey.check.Step;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenKind;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Fetches a ZAK with the credentials of one account, past caches, circuit breaker and quota, and
 * reports each step: configuration, DNS, TLS, credentials, clock, scopes, mint, the claims of the
 * ZAK, quota.
 *
 * <p>Thread-safe.
 */
public final class ZoomCheck implements AccountTrial {

  private final ZoomSettings settings;
  private final ZoomHosts hosts;
  private final ZoomRepeater repeater;
  private final ZoomListener events;
  private final Connections connections;
  private final InstantSource clock;

  /** The check judges the wall clock; the monotonic clock would hide a wrong one. */
  private final InstantSource wallClock = InstantSource.system();

  /**
   * @param threads for look-ups of names, which have no time-out of their own
   * @param clock the monotonic clock that all freshness is judged by
   */
  public ZoomCheck(
      ZoomSettings settings,
      ZoomHosts hosts,
      ZoomRepeater repeater,
      ZoomListener events,
      Executor threads,
      InstantSource clock) {
    this.settings = settings;
    this.hosts = hosts;
    this.repeater = repeater;
    this.events = events;
    this.connections = new Connections(settings.network(), threads);
    this.clock = clock;
  }

  @Override
  public List<Step> probe(Account account, Set<TokenKind> kinds, Consumer<AccessToken> given) {
    LastAnswer lastAnswer = new LastAnswer(hosts::send, wallClock);
    // A guard of its own, outside of CDI, has no circuit breaker: a check asks even if it is open.
    ZoomCaller caller =
        new ZoomCaller(
            lastAnswer,
            repeater,
            new ZoomGuard(),
            new OutageDetector(Integer.MAX_VALUE),
            events,
            clock);
    ZoomTokens tokens = new ZoomTokens(settings, hosts, caller, clock);
    AnswerChecks answers = new AnswerChecks(account, lastAnswer, wallClock);
    return new ZoomCheckRun(account, settings, hosts, connections, tokens, answers)
        .run(kinds, given);
  }
}
