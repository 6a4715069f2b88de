package io.latchkey.config;

import io.latchkey.account.UserId;
import io.latchkey.caller.Rights;
import io.latchkey.grant.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param name follows {@code Account.NAME_PATTERN}; no account has the same name
 * @param members in the order of the configuration, each Zoom user once
 */
record PoolSettings(String name, List<Member> members) {

  /**
   * A Zoom user of the pool.
   *
   * @param account the configured name of the account
   * @param user the user in that account; the account's own user if the configuration names only
   *     the account; null if a grant is named by its reference
   * @param grant the reference of the user's grant; null if the user is named
   * @param isOfGeneralApp whether the account is one of a General app
   */
  record Member(
      String account, @Nullable UserId user, @Nullable Reference grant, boolean isOfGeneralApp) {

    /** Returns a text that is equal for the same Zoom user. */
    String identity() {
      return account + "/" + (grant == null ? user : Rights.GRANT + grant);
    }
  }
}
