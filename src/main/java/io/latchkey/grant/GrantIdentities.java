package io.latchkey.grant;

import java.util.List;

/**
 * Names the users of grants that were imported without. Each method is one transaction.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface GrantIdentities {

  /**
   * Returns grants whose user is unknown, and whose tokens Latchkey has got from Zoom: those that
   * were imported may be used up already.
   */
  List<GrantId> unknown(int most);

  /** Leaves a grant out of {@link #unknown} for ten minutes. */
  void postpone(GrantId id);

  /**
   * Records the user of a grant. If the user has another grant for the account, that one gets the
   * tokens and references of this one, and this one is deleted: the newer consent has ended the
   * older one at Zoom.
   */
  void record(GrantId id, ConnectedUser user);
}
