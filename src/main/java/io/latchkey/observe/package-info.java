/** Listens to the core: the log, metrics, and what health answers. Changes nothing. */
@NullMarked
package io.latchkey.observe;

import org.jspecify.annotations.NullMarked;
