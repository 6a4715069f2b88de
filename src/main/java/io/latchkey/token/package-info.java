/**
 * The core. It decides what is fresh, stale or expired, makes one call for all callers, backs off
 * after failures, and defines the failures. It is plain Java: it knows neither Zoom's API nor a
 * container, and it gets its clock from outside.
 *
 * <p>Read {@link io.latchkey.token.TokenCell} first; everything else here serves it.
 */
@NullMarked
package io.latchkey.token;

import org.jspecify.annotations.NullMarked;
