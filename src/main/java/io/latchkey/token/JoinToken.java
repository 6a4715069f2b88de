package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/**
 * A join token for local recording: lets a bot record in one meeting without asking the host. Lives
 * for two minutes and is single-use: never kept, never given to a second caller.
 *
 * @param value Zoom's token
 * @param mintedAt the moment before the request for it was sent
 * @see <a href="https://developers.zoom.us/docs/api/meetings/">Zoom: get a meeting's join token for
 *     local recording</a>
 */
public record JoinToken(Secret value, Instant mintedAt) implements MeetingToken {}
