package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Zoom accounts, and the pools of their users.
 *
 * @param all the account {@code default} first, if it is configured
 * @param meetingFor how long a user of a pool counts as being in a meeting
 * @param grants where the consents of the users of General apps are kept
 */
record AccountAndPoolSettings(
    List<Account> all, List<PoolSettings> pools, Duration meetingFor, GrantSettings grants) {

  /**
   * Returns the names of the pools that each account is in. An account that is in no pool has no
   * entry.
   */
  Map<String, Set<String>> poolsByAccount() {
    Map<String, Set<String>> names = new HashMap<>();
    for (PoolSettings pool : pools) {
      pool.members()
          .forEach(
              member ->
                  names.computeIfAbsent(member.account(), any -> new HashSet<>()).add(pool.name()));
    }
    return names;
  }

  /** Returns the accounts that need nobody's consent. */
  List<Account> serverToServer() {
    return all.stream().filter(account -> account.app() == AppKind.SERVER_TO_SERVER).toList();
  }

  /** Returns the names of the accounts whose users must consent. */
  List<String> generalApps() {
    return all.stream()
        .filter(account -> account.app() == AppKind.GENERAL)
        .map(Account::name)
        .toList();
  }

  List<String> poolNames() {
    return pools.stream().map(PoolSettings::name).toList();
  }

  /** Returns the names of all accounts and pools, which callers use alike. */
  List<String> names() {
    return Stream.concat(all.stream().map(Account::name), poolNames().stream()).toList();
  }
}
