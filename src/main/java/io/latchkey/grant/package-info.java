/**
 * Keeps the stored consents of Zoom users (grants) and refreshes their tokens, so that no grant is
 * lost. This package knows neither SQL nor HTTP: {@link io.latchkey.grant.GrantStore} says what it
 * needs from a database, and {@link io.latchkey.grant.RefreshCall} what it needs from Zoom.
 */
@NullMarked
package io.latchkey.grant;

import org.jspecify.annotations.NullMarked;
