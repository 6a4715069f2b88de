/**
 * HTTP in, from callers. The way of a request: {@link io.latchkey.callback.CallerFilter} proves who
 * calls, {@link io.latchkey.callback.ZakResource} reads what is asked, {@link
 * io.latchkey.callback.TokenAnswers} answers the token in time, and {@link
 * io.latchkey.web.Problems} everything else.
 */
@NullMarked
package io.latchkey.callback;

import org.jspecify.annotations.NullMarked;
