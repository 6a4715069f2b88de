/** {@code mvn -Pdemo}: Latchkey on Payara Micro with Zoom simulated, on one machine. */
package io.latchkey.demo;
