package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/**
 * A ZAK: lets a meeting client join or start a meeting as one Zoom user. May be handed to several
 * callers while it lives.
 *
 * @param value Zoom's token, a JWT that we cannot verify
 * @param mintedAt the moment before the request for it was sent
 * @param expiresAt by the JWT's {@code exp}, else by the {@code ttl} asked for
 */
public record ZakToken(Secret value, Instant mintedAt, Instant expiresAt) implements MeetingToken {}
