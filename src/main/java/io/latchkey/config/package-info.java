/**
 * The composition root. It reads the whole configuration once, checks it, and builds everything
 * else. It knows all packages; no other package knows it.
 */
@NullMarked
package io.latchkey.config;

import org.jspecify.annotations.NullMarked;
