package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/**
 * The access token of a user who has consented, for a platform that calls Zoom's API itself.
 *
 * @param value the token as Zoom gave it
 * @param mintedAt the moment just before the request for it was sent
 */
public record UserAccessToken(Secret value, Instant mintedAt) implements MeetingToken {}
