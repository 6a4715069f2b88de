package io.latchkey.caller;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.latchkey.account.UserId;
import io.latchkey.token.TokenKind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request may ask for. In each set {@value #ALL} allows everything. If only one account,
 * user or meeting is allowed, a request need not name it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kinds the kinds of tokens, by {@link TokenKind#text}; here {@value #ALL} stands for the
 *     meeting tokens only, so that an access token is for those alone whose rights name it
 * @param accounts the configured names of accounts and pools
 * @param users the Zoom users, by the names that requests use; {@value #OWN} allows requests that
 *     name no user, which get the account's own user
 * @param meetings the numbers of Zoom meetings
 * @param grantUsers the sets of users that each must name a grant, since a grant has several names:
 *     a caller may be allowed the address of its user, and a signed callback token its reference
 */
public record Rights(
    Set<String> kinds,
    Set<String> accounts,
    Set<String> users,
    Set<String> meetings,
    Set<Set<String>> grantUsers) {

  public static final String ALL = "*";

  /** Stands for the user that the configuration gives to the account. */
  public static final String OWN = "own";

  /** Stands before the reference of a grant that a caller may use. */
  public static final String GRANT = "grant:";

  private static final Set<String> MEETING_TOKENS =
      TokenKind.MEETING_TOKENS.stream().map(TokenKind::text).collect(toUnmodifiableSet());

  public static final Rights EVERYTHING =
      new Rights(Set.of(ALL), Set.of(ALL), Set.of(ALL), Set.of(ALL));

  public Rights {
    kinds = Set.copyOf(kinds);
    accounts = Set.copyOf(accounts);
    users = normalized(users);
    meetings = Set.copyOf(meetings);
    grantUsers = Set.copyOf(grantUsers);
  }

  /** Creates rights of which one set of users decides. */
  public Rights(Set<String> kinds, Set<String> accounts, Set<String> users, Set<String> meetings) {
    this(
        kinds,
        accounts,
        users,
        meetings,
        users.contains(ALL) ? Set.of() : Set.of(normalized(users)));
  }

  private static Set<String> normalized(Set<String> users) {
    return users.stream().map(Rights::normalized).collect(toUnmodifiableSet());
  }

  /** The case of a reference counts, even if it looks like an e-mail address. */
  private static String normalized(String user) {
    return user.startsWith(GRANT) ? user : UserId.normalized(user);
  }

  /** Returns whether these rights allow nothing at all, whatever grants there are. */
  public boolean allowNothing() {
    return kinds.isEmpty()
        || accounts.isEmpty()
        || meetings.isEmpty()
        || (users.isEmpty() && !mayAllowGrants());
  }

  /** Returns whether a grant may have a name in each set. */
  private boolean mayAllowGrants() {
    return grantUsers.stream().flatMap(Set::stream).anyMatch(user -> user.startsWith(GRANT))
        && grantUsers.stream().noneMatch(names -> names.isEmpty() || names.equals(Set.of(OWN)));
  }

  /** Returns the rights that both allow. */
  public Rights intersect(Rights other) {
    return new Rights(
        intersectionOfKinds(kinds, other.kinds),
        intersection(accounts, other.accounts),
        intersection(users, other.users),
        intersection(meetings, other.meetings),
        Stream.concat(grantUsers.stream(), other.grantUsers.stream()).collect(toUnmodifiableSet()));
  }

  public boolean mayAskFor(TokenKind kind) {
    return kinds.contains(kind.text())
        || (kinds.contains(ALL) && TokenKind.MEETING_TOKENS.contains(kind));
  }

  /**
   * Returns whether a request may ask for a grant.
   *
   * @param names gathers the names of the grant; not called if every grant is allowed
   */
  public boolean mayUseGrant(Supplier<Set<String>> names) {
    if (grantUsers.isEmpty()) {
      return true;
    }
    Set<String> ofGrant = names.get();
    return grantUsers.stream().allMatch(allowed -> ofGrant.stream().anyMatch(allowed::contains));
  }

  /** Returns the only grant that is allowed, by its reference; otherwise empty. */
  public Optional<String> onlyGrant() {
    return grantUsers.stream()
        .flatMap(allowed -> only(allowed).stream())
        .filter(user -> user.startsWith(GRANT))
        .map(user -> user.substring(GRANT.length()))
        .findFirst();
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
    return only(users).filter(user -> !user.equals(OWN) && !user.startsWith(GRANT));
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

  private static Set<String> intersectionOfKinds(Set<String> one, Set<String> other) {
    Set<String> common = withoutStar(one);
    common.retainAll(withoutStar(other));
    if (one.contains(ALL) && other.contains(ALL)) {
      common.removeAll(MEETING_TOKENS);
      common.add(ALL);
    }
    return common;
  }

  private static Set<String> withoutStar(Set<String> kinds) {
    Set<String> named = new HashSet<>(kinds);
    if (named.remove(ALL)) {
      named.addAll(MEETING_TOKENS);
    }
    return named;
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
