/** The parts of {@link io.latchkey.bench.GrantsOnServers}. */
package io.latchkey.bench.grants;
