package io.latchkey.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The users who can sign in at the page where a General app asks for consent. Thread-safe.
 *
 * <p>A test may use any other id in calls: such a user exists, with the address {@code
 * id@example.com}.
 */
public final class SimulatedUsers {

  private final String accountId;
  private final CopyOnWriteArrayList<SimulatedUser> users = new CopyOnWriteArrayList<>();

  SimulatedUsers(String accountId) {
    this.accountId = accountId;
  }

  /** Adds a user of the Zoom account that owns the app. */
  public SimulatedUsers add(String id, String email, String displayName) {
    return addOf(accountId, id, email, displayName);
  }

  /** Adds a user of another Zoom account. An unpublished app cannot have such a user's consent. */
  public SimulatedUsers addOf(String otherAccount, String id, String email, String displayName) {
    users.removeIf(user -> user.id().equals(id));
    users.add(new SimulatedUser(id, email, displayName, otherAccount));
    return this;
  }

  /** Returns the users that were added, in that order. */
  public List<SimulatedUser> all() {
    return new ArrayList<>(users);
  }

  /** Returns the user with an id, if that user was added. */
  Optional<SimulatedUser> signingIn(String id) {
    return users.stream().filter(user -> user.id().equals(id)).findFirst();
  }

  /** Returns the user with an id. */
  SimulatedUser get(String id) {
    return signingIn(id)
        .orElseGet(() -> new SimulatedUser(id, id + "@example.com", capitalised(id), accountId));
  }

  private static String capitalised(String id) {
    return id.isEmpty() ? id : id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
  }
}
