package io.latchkey.grant;

import io.latchkey.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pair of tokens that Zoom has just given.
 *
 * @param refreshToken null if Zoom gave none, so that the old one stays (RFC 6749, 6)
 * @param life how long the access token lives, from the moment before the request
 * @param requestedAt the moment before the request, by the clock of the core
 * @param apiUrl where the access token may be sent
 * @param scopes what the access token allows, separated by spaces; null if Zoom did not say
 */
public record NewTokens(
    @Nullable Secret refreshToken,
    Secret accessToken,
    Duration life,
    Instant requestedAt,
    URI apiUrl,
    @Nullable String scopes) {}
