/**
 * Zoom and a bot platform, simulated with the plain JDK: for the tests in the container, the demo
 * and measurements. {@link io.latchkey.simulator.ZoomSimulator} has a {@code main}; what it does
 * beside Zoom's own routes is told by {@link io.latchkey.simulator.ControlRoutes}.
 */
package io.latchkey.simulator;
