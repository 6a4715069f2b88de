package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stores grants that other software has kept until now. Every method blocks, and throws {@link
 * DatabaseUnavailable} if the database cannot be used.
 *
 * <p>Thread-safe.
 */
public final class ImportedGrants {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final GrantDirectory directory;
  private final GrantAdministration administration;
  private final GrantStore store;
  private final DetachedRefresh refresh;

  public ImportedGrants(
      GrantDirectory directory,
      GrantAdministration administration,
      GrantStore store,
      DetachedRefresh refresh) {
    this.directory = directory;
    this.administration = administration;
    this.store = store;
    this.refresh = refresh;
  }

  /**
   * Stores a grant, unless the user has one that works: a second import must not put used tokens in
   * the place of newer ones.
   *
   * @param actor who does it, for the audit
   * @throws GrantDirectory.AlreadyConnected if the user has a grant that works
   * @throws GrantDirectory.ReferenceTaken if the reference belongs to the grant of another user
   */
  public GrantId store(NewGrant grant, @Nullable Reference reference, String actor) {
    GrantId id = directory.connect(grant, reference, Replacing.ONLY_THE_DEAD);
    administration.record(id, grant.owner().account(), "import", actor);
    return id;
  }

  /**
   * Refreshes a stored grant at once: that proves it, and ends the copy which other software has.
   *
   * @throws TokenFailure if Zoom gave no new tokens; {@link #isRefused} tells more
   */
  public void refresh(Account account, GrantId id) {
    long generation = store.find(id).map(grant -> grant.tokens().generation()).orElse(0L);
    RenewedToken unused =
        refresh.renewWithin(LONGEST_WAIT, new GrantRefresh.Need(account, id, generation, ""));
  }

  /** Returns whether Zoom has refused the refresh token of a grant. */
  public boolean isRefused(GrantId id) {
    return store.find(id).filter(grant -> grant.status().refusals() > 0).isPresent();
  }
}
