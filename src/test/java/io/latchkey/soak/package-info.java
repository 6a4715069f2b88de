/** Runs Latchkey for half an hour with a Zoom that fails, hangs, limits and restarts at random. */
package io.latchkey.soak;
