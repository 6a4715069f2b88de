package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to grants that concerns Zoom: ends them there, gives their tokens to other
 * software, or lets Zoom be asked again. Each method blocks.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public final class GrantActions {

  /** The actor of what users do themselves, for the audit. */
  private static final String USER = "the user";

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration RECHECK = Duration.ofSeconds(60);

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
  public GrantActions(
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
   * refreshed first if it has none that works. A grant that is dead is ended here alone. Nobody
   * refreshes the grant meanwhile: a refresh would end the access token, and Zoom answers an ended
   * one as if it had ended the consent.
   *
   * @param actor who does it, for the audit
   * @return whether there is such a grant
   * @throws TokenFailure if Zoom has not ended it; then nothing has changed
   */
  public boolean revoke(GrantId id, String actor) {
    return end(id, Grant.Reason.REVOKED, actor);
  }

  private boolean end(GrantId id, String reason, String actor) {
    Instant until = clock.instant().plus(LONGEST_WAIT);
    while (true) {
      Optional<Grant> found = store.find(id);
      if (found.isEmpty()) {
        return false;
      }
      Grant grant = found.get();
      if (!grant.status().state().isAlive()) {
        // False if it was ended before, which is as well.
        boolean unused = administration.end(id, reason, actor);
        return true;
      }
      Account account = accountOf(grant);
      Secret accessToken = usableToken(grant);
      if (accessToken == null) {
        refresh(account, grant);
      } else if (leases.take(grant)) {
        endUnderLease(account, grant, accessToken, new Ending(reason, actor));
        return true;
      } else {
        pauseUnlessLate(grant, until);
      }
    }
  }

  /**
   * Ends a grant because its user wants that. If Zoom cannot be told, it is ended here alone: the
   * wish of the user counts all the same.
   *
   * @return whether Zoom was told, or knew it
   */
  public boolean disconnect(GrantId id) {
    try {
      boolean unused = end(id, Grant.Reason.DISCONNECTED, USER);
      return true;
    } catch (TokenFailure notTold) {
      boolean unused = administration.end(id, Grant.Reason.DISCONNECTED, USER);
      return false;
    }
  }

  /**
   * Lets a suspect or dead grant be asked for again. A grant that works stays as it is.
   *
   * @return whether there is such a grant
   * @throws TokenFailure if its tokens are gone, so that the user must connect again
   */
  public boolean retry(GrantId id, String actor) {
    if (administration.retry(id, actor)) {
      return true;
    }
    Optional<Grant> grant = store.find(id);
    if (grant.isPresent() && !grant.get().status().state().isAlive()) {
      throw GrantFailures.ended(grant.get());
    }
    return grant.isPresent();
  }

  private Account accountOf(Grant grant) {
    Account account = accounts.get(grant.owner().account());
    if (account == null) {
      throw GrantFailures.withoutAccount(grant);
    }
    GrantFailures.throwUnlessAlive(account, grant);
    return account;
  }

  private static @Nullable Secret usableToken(Grant grant) {
    return grant.tokens().accessTokenLife().compareTo(LEAST_LIFE) > 0
        ? grant.tokens().accessToken()
        : null;
  }

  private void refresh(Account account, Grant grant) {
    RenewedToken unused =
        refresh.renewWithin(
            LONGEST_WAIT,
            new GrantRefresh.Need(account, grant.id(), grant.tokens().generation(), ""));
  }

  /** Why a grant is ended, and by whom. */
  private record Ending(String reason, String actor) {}

  private void endUnderLease(Account account, Grant grant, Secret accessToken, Ending ending) {
    LeaseKeeper.Kept lease = leases.keep(grant);
    try {
      zoom.revoke(account, accessToken);
      boolean unused = administration.end(grant.id(), ending.reason, ending.actor);
    } catch (TokenFailure refused) {
      leases.end(grant, Duration.ZERO);
      throw refused;
    } finally {
      lease.close();
    }
  }

  private void pauseUnlessLate(Grant grant, Instant until) {
    if (!clock.instant().isBefore(until)) {
      throw GrantFailures.later(grant, "it is being refreshed", BETWEEN_LOOKS);
    }
    leases.pause(BETWEEN_LOOKS);
  }

  /**
   * Gives the tokens of a grant away, once, and ends the grant here: other software refreshes it
   * from then on. Nobody refreshes the grant meanwhile, so the tokens are the newest.
   *
   * @param actor who does it, for the audit
   * @return the grant with its tokens; empty if there was no such grant
   * @throws TokenFailure if the grant is dead, or if its refresh token may be used up already
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
      if (grant.status().state() == GrantState.SUSPECT || grant.status().wasCutOff()) {
        throw GrantFailures.later(grant, "it is suspect, or a refresh of it was cut off", RECHECK);
      }
      if (leases.take(grant) && isEndedUnderLease(grant, actor)) {
        return found;
      }
      pauseUnlessLate(grant, until);
    }
  }

  private boolean isEndedUnderLease(Grant grant, String actor) {
    LeaseKeeper.Kept lease = leases.keep(grant);
    try {
      // False if an instance that was stopped for longer than its lease has stored a newer pair.
      return administration.endGeneration(
          grant.id(), grant.tokens().generation(), Grant.Reason.HANDED_OVER, actor);
    } catch (DatabaseUnavailable unknown) {
      // If the commit took effect, only we have the tokens now.
      return isEndedByUs(grant);
    } finally {
      lease.close();
    }
  }

  private boolean isEndedByUs(Grant grant) {
    Instant until = clock.instant().plus(LONGEST_WAIT);
    while (true) {
      try {
        return store
            .find(grant.id())
            .filter(now -> now.tokens().generation() == grant.tokens().generation() + 1)
            .filter(now -> Grant.Reason.HANDED_OVER.equals(now.status().reason()))
            .isPresent();
      } catch (DatabaseUnavailable stillAway) {
        if (!clock.instant().isBefore(until)) {
          throw stillAway;
        }
        leases.pause(BETWEEN_LOOKS);
      }
    }
  }
}
