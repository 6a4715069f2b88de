package io.latchkey.caller;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.latchkey.account.UserId;
import io.latchkey.token.TokenKind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What may be asked for. In each set {@value #ALL} allows everything; what stands alone in a set
 * need not be named by who asks.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kinds of meeting tokens, by {@link TokenKind#text}
 * @param accounts by their configured names
 * @param users as the request names them; {@value #OWN} allows a request that names none, which
 *     gets the account's own
 * @param meetings numbers of Zoom meetings
 */
public record Rights(
    Set<String> kinds, Set<String> accounts, Set<String> users, Set<String> meetings) {

  public static final String ALL = "*";

  /** The user that the configuration gives an account. */
  public static final String OWN = "own";

  public static final Rights EVERYTHING =
      new Rights(Set.of(ALL), Set.of(ALL), Set.of(ALL), Set.of(ALL));

  public Rights {
    kinds = Set.copyOf(kinds);
    accounts = Set.copyOf(accounts);
    users = users.stream().map(UserId::normalized).collect(toUnmodifiableSet());
    meetings = Set.copyOf(meetings);
  }

  /** Whether there is nothing that it allows. */
  public boolean nothing() {
    return kinds.isEmpty() || accounts.isEmpty() || users.isEmpty() || meetings.isEmpty();
  }

  /** What both allow. */
  public Rights and(Rights other) {
    return new Rights(
        both(kinds, other.kinds),
        both(accounts, other.accounts),
        both(users, other.users),
        both(meetings, other.meetings));
  }

  public boolean mayAskFor(TokenKind kind) {
    return allows(kinds, kind.text());
  }

  public boolean mayUseAccount(String account) {
    return allows(accounts, account);
  }

  /** Whether the user may be asked for; none for the account's own. */
  public boolean mayUseUser(Optional<String> user) {
    return user.isEmpty()
        ? allows(users, OWN)
        : users.contains(ALL)
            || (users.contains(UserId.normalized(user.get())) && !user.get().equals(OWN));
  }

  /** Whether the meeting may be named; who may name but some must name one. */
  public boolean mayUseMeeting(Optional<String> meeting) {
    return allows(meetings, meeting.orElse(""));
  }

  /** The one account, if there is but one. */
  public Optional<String> onlyAccount() {
    return only(accounts);
  }

  /** The one user, if there is but one and it has a name. */
  public Optional<String> onlyUser() {
    return only(users).filter(user -> !user.equals(OWN));
  }

  /** The one meeting, if there is but one. */
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

  private static Set<String> both(Set<String> one, Set<String> other) {
    if (one.contains(ALL)) {
      return other;
    }
    Set<String> both = new HashSet<>(one);
    if (!other.contains(ALL)) {
      both.retainAll(other);
    }
    return both;
  }
}
