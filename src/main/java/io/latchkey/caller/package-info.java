/**
 * Who may call, what each proves itself by and may ask for: {@link io.latchkey.caller.Callers}
 * admits a request by its {@link io.latchkey.caller.Proofs}. Knows only secrets.
 */
@NullMarked
package io.latchkey.caller;

import org.jspecify.annotations.NullMarked;
