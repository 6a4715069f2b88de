/**
 * The built WAR on a real server, seen from outside: over HTTP, with Zoom simulated, and by its
 * log. {@link io.latchkey.it.World} holds what all tests share.
 */
package io.latchkey.it;
