package io.latchkey.zoom;

import java.net.URI;
import java.time.Duration;

/**
 * Where Zoom is, and what is asked of it.
 *
 * @param oauthUrl without a slash at the end
 * @param apiUrl without a slash at the end
 * @param apiUrlIsConfigured whether nothing that Zoom itself answers changes {@code apiUrl}
 * @param zakTtl the life asked for
 * @param zakMinRemaining a ZAK with less to live is not taken
 */
public record ZoomSettings(
    URI oauthUrl,
    URI apiUrl,
    boolean apiUrlIsConfigured,
    ZoomNetwork network,
    Duration zakTtl,
    Duration zakMinRemaining) {}
