package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.net.URI;
import java.time.Instant;

/**
 * An OAuth access token of one account (RFC 6749).
 *
 * @param value the bearer token, opaque
 * @param requestedAt the moment just before the request for the token was sent; its life counts
 *     from there
 * @param expiresAt {@code requestedAt} plus {@code expires_in}
 * @param apiUrl the allow-listed base URL of the API; the token is sent to no other URL
 */
public record AccessToken(Secret value, Instant requestedAt, Instant expiresAt, URI apiUrl) {}
