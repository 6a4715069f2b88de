/** The parts of {@link io.latchkey.bench.InstancesTogether}. */
package io.latchkey.bench.instances;
