/**
 * Which Zoom accounts exist, with their credentials, and what a user inside one may be called.
 * Knows only secrets.
 */
@NullMarked
package io.latchkey.account;

import org.jspecify.annotations.NullMarked;
