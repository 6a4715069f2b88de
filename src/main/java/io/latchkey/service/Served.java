package io.latchkey.service;

import io.latchkey.secret.Secret;
import io.latchkey.token.MeetingToken;
import java.util.Optional;

/**
 * A token, and whose it is.
 *
 * @param token Zoom's
 * @param member the one of a pool whose token it is; empty if no pool was asked for
 */
public record Served(MeetingToken token, Optional<PoolMember> member) {

  /** What the caller is after. */
  public Secret value() {
    return token.value();
  }
}
