package io.latchkey.zoom;

import java.net.URI;
import java.time.Duration;

/**
 * Where Zoom is, and how long to wait for it.
 *
 * @param oauthUrl without a slash at the end
 * @param apiUrl without a slash at the end
 * @param connectTimeout for the connection alone
 * @param attemptTimeout for one whole exchange, from connecting to the last byte of the body
 * @param zakTtl the life asked for
 * @param zakMinRemaining a ZAK with less to live is not taken
 */
public record ZoomSettings(
    URI oauthUrl,
    URI apiUrl,
    Duration connectTimeout,
    Duration attemptTimeout,
    Duration zakTtl,
    Duration zakMinRemaining) {}
