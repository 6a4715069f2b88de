/** Listens to the core: the log, and what health answers. Changes nothing. */
@NullMarked
package io.latchkey.observe;

import org.jspecify.annotations.NullMarked;
