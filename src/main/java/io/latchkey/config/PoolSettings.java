package io.latchkey.config;

import io.latchkey.account.UserId;
import java.util.List;
import java.util.Optional;

/**
 * A pool.
 *
 * @param name as accounts are named
 * @param members in the order of the configuration
 */
record PoolSettings(String name, List<Member> members) {

  /**
   * One of its users.
   *
   * @param account by name
   * @param user empty for the account's own
   */
  record Member(String account, Optional<UserId> user) {}
}
