package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/**
 * A join token for local recording. It lets a bot record in one meeting without asking the host. It
 * lives for two minutes. It is single-use: never kept, never given to a second caller.
 *
 * @param value the token as Zoom gave it
 * @param mintedAt the moment just before the request for it was sent
 * @see <a href="https://developers.zoom.us/docs/api/meetings/">Zoom: get a meeting's join token for
 *     local recording</a>
 */
public record JoinToken(Secret value, Instant mintedAt) implements MeetingToken {}
