package io.latchkey.mint;

import java.time.Instant;
import java.util.Optional;

/**
 * How things stand with one account, at one moment.
 *
 * @param accessTokenRequestedAt of the access token in memory, if there is one
 * @param accessTokenExpiresAt the same one's end
 * @param apiHost the host of Zoom's that calls with it go to
 * @param callsAllowed how many calls a second are made at most; fewer than configured after Zoom
 *     has limited the account
 * @param callsConfigured {@code calls-per-second}
 * @param accessTokenLeftUntil until when Zoom is not asked for another; empty if it may be
 * @param pausedUntil until when nobody asks Zoom for this account; empty if anybody may
 */
public record AccountSnapshot(
    Optional<Instant> accessTokenRequestedAt,
    Optional<Instant> accessTokenExpiresAt,
    Optional<String> apiHost,
    int callsAllowed,
    int callsConfigured,
    Optional<Instant> accessTokenLeftUntil,
    Optional<Instant> pausedUntil) {}
