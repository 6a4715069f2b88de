/**
 * The way of a user's consent: the link that a customer gives out, the state that goes to Zoom and
 * back, the exchange of Zoom's code, and what becomes of it. {@link
 * io.latchkey.consent.ConsentFlow} is the beginning.
 */
@NullMarked
package io.latchkey.consent;

import org.jspecify.annotations.NullMarked;
