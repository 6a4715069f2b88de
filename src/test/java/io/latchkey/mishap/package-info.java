/**
 * What goes wrong when somebody sets up a server, tried with the scripts of {@code server-config}:
 * in the unit tests with stand-ins for the servers, by {@link io.latchkey.mishap.Mishaps} on real
 * ones.
 */
package io.latchkey.mishap;
