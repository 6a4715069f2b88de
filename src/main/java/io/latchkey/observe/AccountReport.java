package io.latchkey.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of an account, at one moment.
 *
 * @param accessToken the trouble with its access token
 * @param zaks the trouble with its ZAKs
 * @param mintedAt when Zoom last gave a ZAK
 * @param reserveAt when an older ZAK was last served because Zoom fails
 * @param deniedAt when somebody last got none because of what went wrong
 */
public record AccountReport(
    Optional<AccountProblem> accessToken,
    Optional<AccountProblem> zaks,
    Optional<Instant> mintedAt,
    Optional<Instant> reserveAt,
    Optional<Instant> deniedAt) {}
