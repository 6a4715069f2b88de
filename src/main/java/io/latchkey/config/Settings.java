package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.OperatorTokens;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.ZakRule;
import io.latchkey.web.RequestSettings;
import io.latchkey.zoom.ZoomSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The whole configuration, judged and found good.
 *
 * @param accounts the account {@code default} first, if there is one
 * @param retries whether calls to Zoom are to be repeated, by the overrides of fault tolerance
 * @param poolsMeetingFor how long a user of a pool counts as being in a meeting
 * @param patience how long a caller waits for Zoom while an older ZAK is in memory
 * @param maxUsers how many users' ZAKs are kept per account
 * @param unknownKeys that are set and begin with {@code latchkey.}, but mean nothing
 */
record Settings(
    List<Account> accounts,
    List<PoolSettings> pools,
    Duration poolsMeetingFor,
    Callers callers,
    OperatorTokens operatorTokens,
    Lockout.Rule lockout,
    ZoomSettings zoom,
    boolean retries,
    AccessTokenRule accessTokenRule,
    ZakRule zakRule,
    Duration patience,
    int maxUsers,
    RequestSettings requests,
    CheckSettings checks,
    List<String> unknownKeys) {

  /** The names of the pools that each account is in. */
  Map<String, Set<String>> poolsOfAccounts() {
    Map<String, Set<String>> names = new HashMap<>();
    for (PoolSettings pool : pools) {
      pool.members()
          .forEach(
              member ->
                  names.computeIfAbsent(member.account(), any -> new HashSet<>()).add(pool.name()));
    }
    return names;
  }

  List<String> accountsAndPools() {
    return Stream.concat(
            accounts.stream().map(Account::name), pools.stream().map(PoolSettings::name))
        .toList();
  }
}
