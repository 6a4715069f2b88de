/**
 * Check now: finds out, step by step, whether bots will get in, and what to do if not. {@link
 * io.latchkey.check.CheckRunner} runs it; the steps that know Zoom are behind {@link
 * io.latchkey.check.AccountTrial}.
 */
@NullMarked
package io.latchkey.check;

import org.jspecify.annotations.NullMarked;
