package io.latchkey.grant;

import io.latchkey.account.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request calls a grant. At least one of its parts is not null. If it has several, they must
 * name the same grant.
 *
 * @param id our id
 * @param reference the customer's key
 * @param user the Zoom user
 */
public record GrantName(
    @Nullable GrantId id, @Nullable Reference reference, @Nullable UserId user) {

  /** Reads the parameter {@code grant}; empty if the text is neither an id nor a reference. */
  public static Optional<GrantName> parse(String text) {
    Optional<GrantId> id = GrantId.parse(text);
    return id.isPresent()
        ? Optional.of(new GrantName(id.get(), null, null))
        : Reference.parse(text).map(reference -> new GrantName(null, reference, null));
  }

  /** Returns the name of the grant of a user. */
  public static GrantName of(UserId user) {
    return new GrantName(null, null, user);
  }

  /** Returns the name of the grant with this reference. */
  public static GrantName of(Reference reference) {
    return new GrantName(null, reference, null);
  }

  /** Returns the same name, which must also be that of a user. */
  public GrantName and(@Nullable UserId alsoUser) {
    return new GrantName(id, reference, alsoUser);
  }

  /** Returns whether a grant has this name. */
  boolean isOf(FoundGrant grant) {
    return (id == null || id.equals(grant.id()))
        && (reference == null || grant.references().contains(reference))
        && (user == null
            || user.value().equals(grant.zoomUserId())
            || user.value().equals(grant.email()));
  }

  /** Returns the name without an e-mail address. */
  public String forLog() {
    return user != null && id == null && reference == null ? user.masked() : key();
  }

  /** Returns the part that a search begins with, as a key in memory. It may hold an address. */
  public String key() {
    if (id != null) {
      return id.value();
    }
    return reference != null ? "grant:" + reference : "user:" + user;
  }
}
