package io.latchkey.grant;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A grant as callers know it. It has no token. Immutable.
 *
 * @param zoomUserId the id that Zoom gives the user
 * @param email the user's address, in lower case; null if it is not kept
 * @param references the customer's keys for the grant
 */
public record FoundGrant(
    GrantId id,
    String account,
    String zoomUserId,
    @Nullable String email,
    Set<Reference> references) {

  /** Returns every name by which the rights of a caller may allow this grant. */
  public Set<String> names() {
    Stream<String> ofUser = email == null ? Stream.of(zoomUserId) : Stream.of(zoomUserId, email);
    return Stream.concat(ofUser, references.stream().map(reference -> "grant:" + reference.value()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
