/**
 * Tests the built WAR on a real server from outside: over HTTP, with a simulated Zoom, and by the
 * log of the server. {@link io.latchkey.it.World} holds what all tests share.
 */
package io.latchkey.it;
