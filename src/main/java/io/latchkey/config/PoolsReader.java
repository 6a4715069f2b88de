package io.latchkey.config;

import io.latchkey.account.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the pools: accounts, or users of accounts, that bots are spread over. */
final class PoolsReader {

  private static final String NAMES = "latchkey.pools";
  private static final String NAME = "[a-z][a-z0-9]*";

  private final Values values;
  private final Set<String> accounts;

  PoolsReader(Values values, Set<String> accounts) {
    this.values = values;
    this.accounts = accounts;
  }

  List<PoolSettings> pools() {
    List<PoolSettings> pools = new ArrayList<>();
    Set<String> known = new HashSet<>(accounts);
    for (String name : values.list(NAMES)) {
      if (!name.matches(NAME)) {
        values.problem(NAMES, "has a name that is not " + NAME);
      } else if (!known.add(name)) {
        values.problem(NAMES, "has the name of an account, or one twice");
      } else {
        pools.add(new PoolSettings(name, members("latchkey.pool." + name)));
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
    if (new HashSet<>(items).size() < items.size()) {
      values.problem(key, "names a member twice");
    }
    for (String item : items) {
      String[] parts = item.split("/", 2);
      Optional<UserId> user = parts.length == 2 ? UserId.parse(parts[1]) : Optional.empty();
      if (!accounts.contains(parts[0]) || (parts.length == 2 && user.isEmpty())) {
        values.problem(key, "must be of configured accounts, or account/user");
      }
      members.add(new PoolSettings.Member(parts[0], user));
    }
    return members;
  }
}
