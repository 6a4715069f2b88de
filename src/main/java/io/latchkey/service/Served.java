package io.latchkey.service;

import io.latchkey.secret.Secret;
import io.latchkey.token.Given.Origin;
import io.latchkey.token.MeetingToken;
import java.util.Optional;

/**
 * A token, and where it came from.
 *
 * @param token Zoom's
 * @param member the one of a pool whose token it is; empty if no pool was asked for
 */
public record Served(MeetingToken token, Origin origin, Optional<PoolMember> member) {

  /** What the caller is after. */
  public Secret value() {
    return token.value();
  }

  /** The same, as a pool gives it. */
  Served by(PoolMember chosen) {
    return new Served(token, origin, Optional.of(chosen));
  }
}
