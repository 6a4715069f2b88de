/** A value that never prints itself and compares in constant time. Knows nothing but the JDK. */
@NullMarked
package io.latchkey.secret;

import org.jspecify.annotations.NullMarked;
