package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.token.AccessToken;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks Zoom who the users of imported grants are, once these have an access token.
 *
 * <p>Thread-safe. Every method blocks, and throws {@link DatabaseUnavailable} if the database
 * cannot be used.
 */
public final class GrantIdentification implements Runnable {

  private static final int MOST_AT_ONCE = 20;

  private final GrantStore store;
  private final GrantIdentities identities;
  private final UserCalls zoom;
  private final Map<String, Account> accounts;
  private final URI apiUrl;
  private final InstantSource clock;
  private final RetryDelays delays = new RetryDelays();
  private final Map<GrantId, Instant> nextAttempts = new ConcurrentHashMap<>();

  /**
   * @param accounts the configured accounts of General apps, by their names
   * @param apiUrl where Zoom's API is
   * @param clock the monotonic clock that all freshness is judged by
   */
  public GrantIdentification(
      GrantStore store,
      GrantIdentities identities,
      UserCalls zoom,
      Map<String, Account> accounts,
      URI apiUrl,
      InstantSource clock) {
    this.store = store;
    this.identities = identities;
    this.zoom = zoom;
    this.accounts = Map.copyOf(accounts);
    this.apiUrl = apiUrl;
    this.clock = clock;
  }

  /** Names the users of some grants. Where Zoom does not say, it is asked again later. */
  @Override
  public void run() {
    Instant now = clock.instant();
    nextAttempts.values().removeIf(next -> next.isBefore(now));
    for (GrantId id : identities.unknown(MOST_AT_ONCE)) {
      if (!nextAttempts.containsKey(id)) {
        identify(id);
      }
    }
  }

  private void identify(GrantId id) {
    Optional<Grant> grant = store.find(id);
    Account account = grant.map(found -> accounts.get(found.owner().account())).orElse(null);
    if (account == null || grant.get().tokens().accessToken() == null) {
      return;
    }
    AccessToken token = RenewedToken.stored(grant.get().tokens(), clock.instant(), apiUrl).token();
    Optional<ConnectedUser> user = zoom.userOf(account, token);
    if (user.isPresent()) {
      delays.forget(id);
      identities.record(id, user.get());
    } else {
      nextAttempts.put(id, clock.instant().plus(delays.next(id)));
    }
  }
}
