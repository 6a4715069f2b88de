package io.latchkey.simulator;

import java.util.Set;
import java.util.stream.Stream;

/**
 * What an access token opens.
 *
 * @param user the user to whom the token belongs; {@code me} if it belongs to no user
 */
record Access(SimulatedAccount account, String user, Set<String> scopes) {

  /** Returns whether the token has at least one of these scopes. */
  boolean hasOneOf(String... wanted) {
    return Stream.of(wanted).anyMatch(scopes::contains);
  }
}
