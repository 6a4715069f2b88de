/**
 * The instances that share a database: which of them live, and what they share for operators. There
 * is no cluster; the database is their only meeting point.
 */
@NullMarked
package io.latchkey.instance;

import org.jspecify.annotations.NullMarked;
