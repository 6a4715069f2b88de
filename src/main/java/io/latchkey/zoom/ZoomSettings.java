package io.latchkey.zoom;

import java.net.URI;
import java.time.Duration;

/**
 * The URLs of Zoom and the bounds of a ZAK.
 *
 * @param oauthUrl without a slash at the end
 * @param apiUrl without a slash at the end
 * @param apiUrlIsConfigured whether {@code apiUrl} is used even if Zoom names another host
 * @param zakTtl the time to live that is requested
 * @param zakMinRemaining a ZAK with less time to live is not accepted
 */
public record ZoomSettings(
    URI oauthUrl,
    URI apiUrl,
    boolean apiUrlIsConfigured,
    ZoomNetwork network,
    Duration zakTtl,
    Duration zakMinRemaining) {}
