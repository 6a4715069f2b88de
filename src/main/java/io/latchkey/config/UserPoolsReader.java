package io.latchkey.config;

import static java.util.stream.Collectors.toMap;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.account.UserId;
import io.latchkey.caller.Rights;
import io.latchkey.grant.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
      Account account = accounts.get(parts[0]);
      PoolSettings.Member member =
          account == null ? null : member(account, parts.length == 2 ? parts[1] : null);
      if (member == null) {
        values.problem(
            key,
            "must be of the configured accounts, account/user or account/grant:reference (one of"
                + " the last two for a General app): "
                + ValueReader.listed(accounts.keySet()));
      } else {
        members.add(member);
      }
    }
    if (members.stream().map(PoolSettings.Member::identity).distinct().count() < members.size()) {
      values.problem(key, "names a member twice (an account alone is its own user)");
    }
    return members;
  }

  /**
   * Returns a member of a pool; null if the text names none.
   *
   * @param text what follows upon the account and a slash; null if nothing does
   */
  private static PoolSettings.@Nullable Member member(Account account, @Nullable String text) {
    boolean isGeneral = account.app() == AppKind.GENERAL;
    if (isGeneral && text != null && text.startsWith(Rights.GRANT)) {
      return Reference.parse(text.substring(Rights.GRANT.length()))
          .map(reference -> new PoolSettings.Member(account.name(), null, reference, true))
          .orElse(null);
    }
    UserId user = text == null ? account.user() : UserId.parse(text).orElse(null);
    // A General app has no user of its own: the members are users who have consented.
    boolean isMissing = user == null || (isGeneral && user.equals(UserId.ME));
    return isMissing ? null : new PoolSettings.Member(account.name(), user, null, isGeneral);
  }
}
