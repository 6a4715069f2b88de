/**
 * Decides what an admitted caller gets. It finds the account, the user and the meeting of a
 * request, compares them with the rights of the caller, and obtains the token. This package knows
 * nothing about HTTP.
 */
@NullMarked
package io.latchkey.service;

import org.jspecify.annotations.NullMarked;
