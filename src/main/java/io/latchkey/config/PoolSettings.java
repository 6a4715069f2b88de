package io.latchkey.config;

import io.latchkey.account.UserId;
import java.util.List;

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
   *     the account
   */
  record Member(String account, UserId user) {

    /** Returns a text that is equal for the same Zoom user. */
    String identity() {
      return account + "/" + user.value();
    }
  }
}
