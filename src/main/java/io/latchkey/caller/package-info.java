/**
 * The callers: how they prove themselves, and what they may ask for. {@link
 * io.latchkey.caller.Authenticator} decides on a request by its {@link io.latchkey.caller.Proofs}.
 * This package knows neither HTTP nor Zoom's API.
 */
@NullMarked
package io.latchkey.caller;

import org.jspecify.annotations.NullMarked;
