/**
 * Runs Latchkey on one machine with a simulated Zoom: {@code mvn -Pdemo}. The server is Payara
 * Micro unless another one is chosen.
 */
package io.latchkey.demo;
