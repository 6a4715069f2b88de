/**
 * {@code mvn -Pbench}: what an answer from memory costs, beside a constant text on the same server.
 */
package io.latchkey.bench;
