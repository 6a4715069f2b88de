package io.latchkey.config;

import static java.util.stream.Collectors.toMap;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the pools. Bots are spread over the members of a pool, which are Zoom users. */
final class UserPoolsReader {

  private final ValueReader values;
  private final Map<String, Account> accounts;

  UserPoolsReader(ValueReader values, Collection<Account> accounts) {
    this.values = values;
    this.accounts = accounts.stream().collect(toMap(Account::name, Function.identity()));
  }

  List<PoolSettings> pools() {
    List<PoolSettings> pools = new ArrayList<>();
    // Callers name accounts and pools in the same way, so their names must differ.
    Set<String> known = new HashSet<>(accounts.keySet());
    for (String name : values.list(AccessConfigKeys.POOLS.name())) {
      if (!name.matches(Account.NAME_PATTERN)) {
        values.problem(
            AccessConfigKeys.POOLS.name(), "has a name that is not " + Account.NAME_PATTERN);
      } else if (!known.add(name)) {
        values.problem(AccessConfigKeys.POOLS.name(), "has the name of an account, or one twice");
      } else {
        pools.add(new PoolSettings(name, members(AccessConfigKeys.POOL.nameFor(name))));
      }
    }
    return pools;
  }

  private List<PoolSettings.Member> members(String key) {
    List<PoolSettings.Member> members = new ArrayList<>();
    List<String> items = values.list(key);
    if (items.isEmpty()) {
      values.problem(key, "is missing: accounts, or account/user, separated by commas");
    }
    for (String item : items) {
      String[] parts = item.split("/", 2);
      Optional<Account> account = Optional.ofNullable(accounts.get(parts[0]));
      Optional<UserId> user =
          parts.length == 2 ? UserId.parse(parts[1]) : account.map(Account::user);
      if (account.isEmpty() || user.isEmpty()) {
        values.problem(
            key,
            "must be of the configured accounts, or account/user: "
                + ValueReader.listed(accounts.keySet()));
      } else {
        members.add(new PoolSettings.Member(parts[0], user.get()));
      }
    }
    if (members.stream().map(PoolSettings.Member::identity).distinct().count() < members.size()) {
      values.problem(key, "names a member twice (an account alone is its own user)");
    }
    return members;
  }
}
