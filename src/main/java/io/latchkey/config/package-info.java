/**
 * The composition root: reads the whole configuration once, judges it, and builds everything else.
 * Knows all packages, and none knows it.
 */
@NullMarked
package io.latchkey.config;

import org.jspecify.annotations.NullMarked;
