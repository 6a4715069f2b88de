package io.latchkey.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an account, at one moment.
 *
 * @param accessToken the problem with its access token; null if there is none
 * @param zaks the problem with its ZAKs; null if there is none
 * @param mintedAt when Zoom last gave a ZAK; null if never
 * @param reserveAt when an older ZAK was last served because Zoom failed; null if never
 * @param deniedAt when a caller last got no token because of a problem of the account; null if
 *     never
 */
public record AccountReport(
    @Nullable AccountProblem accessToken,
    @Nullable AccountProblem zaks,
    @Nullable Instant mintedAt,
    @Nullable Instant reserveAt,
    @Nullable Instant deniedAt) {}
