/**
 * What a known caller may have: finds the account, user and meeting of a request, holds them
 * against the caller's rights, and asks for the token. Knows nothing of HTTP.
 */
@NullMarked
package io.latchkey.service;

import org.jspecify.annotations.NullMarked;
