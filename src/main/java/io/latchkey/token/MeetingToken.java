package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/** A meeting token of one of Zoom's three kinds. */
public sealed interface MeetingToken permits ZakToken, ObfToken, JoinToken {

  Secret value();

  /** Returns the moment just before the request for the token was sent. */
  Instant mintedAt();
}
