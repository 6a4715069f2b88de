/**
 * The configured Zoom accounts with their credentials, and the names of users and meetings inside
 * them. This package knows only secrets.
 */
@NullMarked
package io.latchkey.account;

import org.jspecify.annotations.NullMarked;
