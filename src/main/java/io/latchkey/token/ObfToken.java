package io.latchkey.token;

import io.latchkey.secret.Secret;
import java.time.Instant;

/**
 * An on-behalf-of token: lets a bot join a meeting that its user takes part in. Single-use: never
 * kept, never given to a second caller.
 *
 * @param value Zoom's token
 * @param mintedAt the moment before the request for it was sent
 * @see <a href="https://developers.zoom.us/docs/meeting-sdk/obf-faq/">Zoom: OBF tokens</a>
 */
public record ObfToken(Secret value, Instant mintedAt) implements MeetingToken {}
