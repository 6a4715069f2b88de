/**
 * A value that never prints itself and that is compared in constant time. This package knows only
 * the JDK.
 */
@NullMarked
package io.latchkey.secret;

import org.jspecify.annotations.NullMarked;
