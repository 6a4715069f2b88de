/**
 * The only package that knows Zoom: its URLs, field names and error bodies. Fault tolerance lives
 * here, on the calls and nowhere else.
 *
 * <p>The way of a call: {@link io.latchkey.zoom.ZoomTokens} writes the request and reads the
 * answer; {@link io.latchkey.zoom.ZoomRetry} repeats it, {@link io.latchkey.zoom.ZoomGuard} bounds
 * it, {@link io.latchkey.zoom.HttpTransport} sends it.
 */
@NullMarked
package io.latchkey.zoom;

import org.jspecify.annotations.NullMarked;
