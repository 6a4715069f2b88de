package io.latchkey.grant;

import static java.lang.System.Logger.Level.DEBUG;

import io.latchkey.account.Account;
import java.util.Collection;
import java.util.List;

/**
 * Refreshes the grants that need it though nobody asks: suspect ones, and those whose instance
 * ended during a refresh.
 *
 * <p>To be run again and again. Blocks, and throws {@link DatabaseUnavailable} if the database
 * cannot be used. Thread-safe.
 */
public final class UnfinishedGrants implements Runnable {

  private static final System.Logger LOG = System.getLogger(UnfinishedGrants.class.getName());
  private static final int MOST_AT_ONCE = 20;

  private final GrantStore store;
  private final DetachedRefresh refresh;
  private final List<Account> accounts;

  /**
   * @param accounts the configured accounts of General apps
   */
  public UnfinishedGrants(GrantStore store, DetachedRefresh refresh, Collection<Account> accounts) {
    this.store = store;
    this.refresh = refresh;
    this.accounts = List.copyOf(accounts);
  }

  @Override
  public void run() {
    for (Account account : accounts) {
      store.unfinished(account, MOST_AT_ONCE).forEach(id -> refresh(account, id));
    }
  }

  private void refresh(Account account, GrantId id) {
    try {
      store
          .find(id)
          .ifPresent(
              grant -> {
                var unused =
                    refresh.renew(
                        new GrantRefresh.Need(account, id, grant.tokens().generation(), ""));
              });
    } catch (DatabaseUnavailable unreadable) {
      // One row that cannot be read must not keep the others back.
      LOG.log(DEBUG, () -> id + " cannot be read: " + unreadable.diagnosis());
    }
  }
}
