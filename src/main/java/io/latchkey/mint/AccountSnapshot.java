package io.latchkey.mint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The access token, the quota and the pauses of one account, at one moment.
 *
 * @param accessTokenRequestedAt when the access token in memory was requested; null without a token
 * @param accessTokenExpiresAt when that access token expires; null without a token
 * @param apiHost the Zoom host that receives the calls with that access token; null without a token
 * @param callsAllowed the most calls a second now; fewer than configured after Zoom has limited the
 *     account
 * @param callsConfigured {@code calls-per-second}
 * @param accessTokenPausedUntil the instant until which Zoom is not asked for another access token;
 *     null if it may be asked now
 * @param pausedUntil the instant until which Zoom is asked for no meeting token of the account;
 *     null without a pause
 */
public record AccountSnapshot(
    @Nullable Instant accessTokenRequestedAt,
    @Nullable Instant accessTokenExpiresAt,
    @Nullable String apiHost,
    int callsAllowed,
    int callsConfigured,
    @Nullable Instant accessTokenPausedUntil,
    @Nullable Instant pausedUntil) {}
