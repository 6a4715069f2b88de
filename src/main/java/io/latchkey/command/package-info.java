/** Commands that run from the command line, with the classes of the WAR and without a server. */
@NullMarked
package io.latchkey.command;

import org.jspecify.annotations.NullMarked;
