/**
 * HTTP in. The way of a request: {@link io.latchkey.callback.CallerFilter} proves who calls, {@link
 * io.latchkey.callback.ZakResource} reads what is asked and answers the token, {@link
 * io.latchkey.callback.Problems} answers everything else.
 */
@NullMarked
package io.latchkey.callback;

import org.jspecify.annotations.NullMarked;
