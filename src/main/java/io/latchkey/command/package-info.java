/** What is run from the command line, out of the WAR's classes and without a server. */
@NullMarked
package io.latchkey.command;

import org.jspecify.annotations.NullMarked;
