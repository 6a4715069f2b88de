/**
 * Keeps grants in a database: PostgreSQL, or a file for one instance. SQL stands here and nowhere
 * else. Tokens are encrypted before they leave this package.
 */
@NullMarked
package io.latchkey.database;

import org.jspecify.annotations.NullMarked;
