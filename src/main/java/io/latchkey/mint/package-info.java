/**
 * The use cases: which token, from which account and user, kept or not. Knows accounts and the
 * core, and says in {@link io.latchkey.mint.Zoom} what it needs of Zoom.
 */
@NullMarked
package io.latchkey.mint;

import org.jspecify.annotations.NullMarked;
