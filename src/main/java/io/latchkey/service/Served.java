package io.latchkey.service;

import io.latchkey.secret.Secret;
import io.latchkey.token.Given.Origin;
import io.latchkey.token.MeetingToken;
import java.util.Optional;

/**
 * A token, where it came from, and whose it is.
 *
 * @param token Zoom's
 * @param account the one that it is of, by its configured name
 * @param member the one of a pool whose token it is; empty if no pool was asked for
 */
public record Served(
    MeetingToken token, Origin origin, String account, Optional<PoolMember> member) {

  /** What the caller is after. */
  public Secret value() {
    return token.value();
  }

  /** The same, as a pool gives it. */
  Served by(PoolMember chosen) {
    return new Served(token, origin, account, Optional.of(chosen));
  }
}
