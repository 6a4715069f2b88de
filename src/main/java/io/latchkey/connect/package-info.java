/**
 * HTTP in, from users and from Zoom, under {@code /connect} and {@code /zoom}: {@link
 * io.latchkey.connect.ConnectResource} is where a consent begins.
 */
@NullMarked
package io.latchkey.connect;

import org.jspecify.annotations.NullMarked;
