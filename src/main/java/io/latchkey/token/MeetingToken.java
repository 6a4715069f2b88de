package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/** One of Zoom's three meeting tokens. */
public sealed interface MeetingToken permits ZakToken, ObfToken, JoinToken {

  Secret value();

  /** The moment before the request for it was sent. */
  Instant mintedAt();
}
