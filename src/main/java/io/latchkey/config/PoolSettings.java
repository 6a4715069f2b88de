package io.latchkey.config;

import io.latchkey.account.UserId;
import java.util.List;

/**
 * @param name as accounts are named
 * @param members in the order of the configuration
 */
record PoolSettings(String name, List<Member> members) {

  /**
   * One of its users.
   *
   * @param account by name
   * @param user the account's own if the configuration names none
   */
  record Member(String account, UserId user) {

    /** Equal for the same Zoom user. */
    String identity() {
      return account + "/" + user.value();
    }
  }
}
