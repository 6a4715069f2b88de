/**
 * Check now: finds out, step by step, whether bots will get in, and what to do if not. {@link
 * io.latchkey.check.Checks} runs it; the steps that know Zoom are behind {@link
 * io.latchkey.check.AccountProbe}.
 */
@NullMarked
package io.latchkey.check;

import org.jspecify.annotations.NullMarked;
