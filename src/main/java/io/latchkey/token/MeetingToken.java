package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/** A token that callers get: a meeting token of Zoom, or the access token of a user. */
public sealed interface MeetingToken permits ZakToken, ObfToken, JoinToken, UserAccessToken {

  Secret value();

  /** Returns the moment just before the request for the token was sent. */
  Instant mintedAt();
}
