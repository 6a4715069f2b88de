package io.latchkey.caller;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.latchkey.account.UserId;
import io.latchkey.token.TokenKind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request may ask for. In each set {@value #ALL} allows everything. If only one account,
 * user or meeting is allowed, a request need not name it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kinds the kinds of meeting tokens, by {@link TokenKind#text}
 * @param accounts the configured names of accounts and pools
 * @param users the Zoom users, by the names that requests use; {@value #OWN} allows requests that
 *     name no user, which get the account's own user
 * @param meetings the numbers of Zoom meetings
 */
public record Rights(
    Set<String> kinds, Set<String> accounts, Set<String> users, Set<String> meetings) {

  public static final String ALL = "*";

  /** Stands for the user that the configuration gives to the account. */
  public static final String OWN = "own";

  public static final Rights EVERYTHING =
      new Rights(Set.of(ALL), Set.of(ALL), Set.of(ALL), Set.of(ALL));

  public Rights {
    kinds = Set.copyOf(kinds);
    accounts = Set.copyOf(accounts);
    users = users.stream().map(UserId::normalized).collect(toUnmodifiableSet());
    meetings = Set.copyOf(meetings);
  }

  /** Returns whether these rights allow nothing at all. */
  public boolean allowNothing() {
    return kinds.isEmpty() || accounts.isEmpty() || users.isEmpty() || meetings.isEmpty();
  }

  /** Returns the rights that both allow. */
  public Rights intersect(Rights other) {
    return new Rights(
        intersection(kinds, other.kinds),
        intersection(accounts, other.accounts),
        intersection(users, other.users),
        intersection(meetings, other.meetings));
  }

  public boolean mayAskFor(TokenKind kind) {
    return allows(kinds, kind.text());
  }

  public boolean mayUseAccount(String account) {
    return allows(accounts, account);
  }

  /**
   * Returns whether a request may ask for this user.
   *
   * @param user the user that the request names; null for the account's own user
   */
  public boolean mayUseUser(@Nullable String user) {
    if (user == null) {
      return allows(users, OWN);
    }
    // A request that names a user "own" means a Zoom user, not our word for the account's own.
    return users.contains(ALL) || (users.contains(UserId.normalized(user)) && !user.equals(OWN));
  }

  /**
   * Returns whether a request may name this meeting. If only some meetings are allowed, a request
   * must name one.
   *
   * @param meeting the number of the meeting; null if the request names none
   */
  public boolean mayUseMeeting(@Nullable String meeting) {
    return allows(meetings, meeting == null ? "" : meeting);
  }

  /** Returns the account if exactly one is allowed; otherwise empty. */
  public Optional<String> onlyAccount() {
    return only(accounts);
  }

  /** Returns the user if exactly one is allowed, and it is not {@value #OWN}; otherwise empty. */
  public Optional<String> onlyUser() {
    return only(users).filter(user -> !user.equals(OWN));
  }

  /** Returns the meeting if exactly one is allowed; otherwise empty. */
  public Optional<String> onlyMeeting() {
    return only(meetings);
  }

  private static boolean allows(Set<String> allowed, String asked) {
    return allowed.contains(ALL) || allowed.contains(asked);
  }

  private static Optional<String> only(Set<String> allowed) {
    return allowed.size() == 1 && !allowed.contains(ALL)
        ? Optional.of(allowed.iterator().next())
        : Optional.empty();
  }

  private static Set<String> intersection(Set<String> one, Set<String> other) {
    if (one.contains(ALL)) {
      return other;
    }
    Set<String> common = new HashSet<>(one);
    if (!other.contains(ALL)) {
      common.retainAll(other);
    }
    return common;
  }
}
