/** Who may call: callback tokens, and whether one presented is among them. Knows only secrets. */
@NullMarked
package io.latchkey.caller;

import org.jspecify.annotations.NullMarked;
