package io.latchkey.grant;

import static java.lang.System.Logger.Level.DEBUG;

import io.latchkey.account.Account;
import io.latchkey.token.AccessToken;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Asks Zoom who the users of imported grants are, once these have an access token.
 *
 * <p>Thread-safe. Every method blocks, and throws {@link DatabaseUnavailable} if the database
 * cannot be used.
 */
public final class GrantIdentification implements Runnable {

  private static final System.Logger LOG = System.getLogger(GrantIdentification.class.getName());
  private static final int MOST_AT_ONCE = 20;

  private final GrantStore store;
  private final GrantIdentities identities;
  private final UserCalls zoom;
  private final Map<String, Account> accounts;
  private final URI apiUrl;
  private final InstantSource clock;

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
    for (GrantId id : identities.unknown(MOST_AT_ONCE)) {
      try {
        identify(id);
      } catch (DatabaseUnavailable unreadable) {
        // One row that cannot be read must not keep the others back.
        LOG.log(DEBUG, () -> id + " cannot be identified: " + unreadable.diagnosis());
        identities.postpone(id);
      }
    }
  }

  private void identify(GrantId id) {
    Optional<Grant> grant = store.find(id);
    Account account = grant.map(found -> accounts.get(found.owner().account())).orElse(null);
    if (account == null || grant.get().tokens().accessToken() == null) {
      identities.postpone(id);
      return;
    }
    AccessToken token = RenewedToken.stored(grant.get().tokens(), clock.instant(), apiUrl).token();
    Optional<ConnectedUser> user = zoom.userOf(account, token);
    if (user.isPresent()) {
      identities.record(id, user.get());
    } else {
      identities.postpone(id);
    }
  }
}
