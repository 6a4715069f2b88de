/** Latchkey for half an hour beside a Zoom that fails, hangs, limits and restarts at random. */
package io.latchkey.soak;
