package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Ends grants on purpose: tells Zoom so, or gives the tokens to other software. Each method blocks.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public final class GrantEnding {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** An access token with less life may end on its way to Zoom. */
  private static final Duration LEAST_LIFE = Duration.ofSeconds(20);

  private final GrantStore store;
  private final GrantAdministration administration;
  private final DetachedRefresh refresh;
  private final LeaseKeeper leases;
  private final UserCalls zoom;
  private final Map<String, Account> accounts;
  private final InstantSource clock;

  /**
   * @param accounts the configured accounts of General apps, by their names
   * @param clock the monotonic clock that all freshness is judged by
   */
  public GrantEnding(
      GrantStore store,
      GrantAdministration administration,
      DetachedRefresh refresh,
      LeaseKeeper leases,
      UserCalls zoom,
      Map<String, Account> accounts,
      InstantSource clock) {
    this.store = store;
    this.administration = administration;
    this.refresh = refresh;
    this.leases = leases;
    this.zoom = zoom;
    this.accounts = Map.copyOf(accounts);
    this.clock = clock;
  }

  /**
   * Ends a consent at Zoom, and then here. Zoom takes an access token for that, so the grant is
   * refreshed first if it has none that works. A grant that is dead is ended here alone.
   *
   * @param actor who does it, for the audit
   * @return whether there was such a grant
   * @throws TokenFailure if Zoom has not ended it; then nothing has changed
   */
  public boolean revoke(GrantId id, String actor) {
    Optional<Grant> found = store.find(id);
    if (found.isEmpty()) {
      return false;
    }
    if (found.get().status().state().isAlive()) {
      Account account = accountOf(found.get());
      zoom.revoke(account, usableToken(account, found.get()));
    }
    return administration.end(id, Grant.Reason.REVOKED, actor);
  }

  private Account accountOf(Grant grant) {
    Account account = accounts.get(grant.owner().account());
    if (account == null) {
      throw GrantFailures.withoutAccount(grant);
    }
    GrantFailures.throwUnlessAlive(account, grant);
    return account;
  }

  private Secret usableToken(Account account, Grant grant) {
    Grant.Tokens tokens = grant.tokens();
    if (tokens.accessToken() != null && tokens.accessTokenLife().compareTo(LEAST_LIFE) > 0) {
      return tokens.accessToken();
    }
    GrantRefresh.Need need = new GrantRefresh.Need(account, grant.id(), tokens.generation(), "");
    return refresh.renewWithin(LONGEST_WAIT, need).token().value();
  }

  /**
   * Gives the tokens of a grant away, once, and ends the grant here: other software refreshes it
   * from then on. Nobody refreshes the grant meanwhile, so the tokens are the newest.
   *
   * @param actor who does it, for the audit
   * @return the grant with its tokens; empty if there was no such grant
   * @throws TokenFailure if the grant is dead, or is being refreshed
   */
  public Optional<Grant> handOver(GrantId id, String actor) {
    Instant until = clock.instant().plus(LONGEST_WAIT);
    while (true) {
      Optional<Grant> found = store.find(id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Grant grant = found.get();
      if (!grant.status().state().isAlive() || grant.tokens().refreshToken() == null) {
        throw GrantFailures.ended(grant);
      }
      if (leases.take(grant) && isEndedUnderLease(grant, actor)) {
        return found;
      }
      if (!clock.instant().isBefore(until)) {
        throw GrantFailures.later(grant, "it is being refreshed", BETWEEN_LOOKS);
      }
      leases.pause(BETWEEN_LOOKS);
    }
  }

  private boolean isEndedUnderLease(Grant grant, String actor) {
    LeaseKeeper.Kept lease = leases.keep(grant);
    try {
      // False if an instance that was stopped for longer than its lease has stored a newer pair.
      return administration.endGeneration(
          grant.id(), grant.tokens().generation(), Grant.Reason.HANDED_OVER, actor);
    } finally {
      lease.close();
    }
  }
}
