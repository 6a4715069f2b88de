package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/**
 * A ZAK. It lets a meeting client join or start a meeting as one Zoom user. Several callers may get
 * the same ZAK while it lives.
 *
 * @param value the token as Zoom gave it, a JWT that we cannot verify
 * @param mintedAt the moment just before the request for it was sent
 * @param expiresAt the end of its life, by the JWT's {@code exp}, otherwise by the {@code ttl} that
 *     was asked for
 */
public record ZakToken(Secret value, Instant mintedAt, Instant expiresAt) implements MeetingToken {}
