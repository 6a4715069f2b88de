/**
 * Simulates Zoom and the bot platforms with the plain JDK, for the tests in the container, the demo
 * and measurements. {@link io.latchkey.simulator.ZoomSimulator} has a {@code main}. {@link
 * io.latchkey.simulator.ControlRoutes} describes the routes that it has in addition to those of
 * Zoom.
 */
package io.latchkey.simulator;
