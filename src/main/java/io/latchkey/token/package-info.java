/**
 * The core: what is fresh, stale or expired, one call for all who ask, back-off, and the family of
 * failures. Plain Java: it knows neither Zoom nor a container, and takes its time from a clock that
 * it is given.
 *
 * <p>Read {@link io.latchkey.token.TokenCell} first; everything else here serves it.
 */
@NullMarked
package io.latchkey.token;

import org.jspecify.annotations.NullMarked;
