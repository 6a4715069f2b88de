package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/**
 * An on-behalf-of token. It lets a bot join a meeting that the token's user takes part in. It is
 * single-use: never kept, never given to a second caller.
 *
 * @param value the token as Zoom gave it
 * @param mintedAt the moment just before the request for it was sent
 * @see <a href="https://developers.zoom.us/docs/meeting-sdk/obf-faq/">Zoom: OBF tokens</a>
 */
public record ObfToken(Secret value, Instant mintedAt) implements MeetingToken {}
