package io.latchkey.grant;

import java.net.URI;
import java.time.Duration;

/**
 * The bounds of a renewal.
 *
 * @param leastLife how long an access token must live at least to be used
 * @param longestWait how long a renewal waits for another instance
 * @param apiUrl where access tokens that other instances have stored are sent
 */
public record RefreshBounds(Duration leastLife, Duration longestWait, URI apiUrl) {}
