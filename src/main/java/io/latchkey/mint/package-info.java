/**
 * Mints meeting tokens: decides which token is minted for which account and user, and whether it is
 * kept. This package knows the accounts and the core. In {@link io.latchkey.mint.Zoom} it says what
 * it needs from Zoom.
 */
@NullMarked
package io.latchkey.mint;

import org.jspecify.annotations.NullMarked;
