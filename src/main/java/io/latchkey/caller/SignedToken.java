package io.latchkey.caller;

import java.time.Instant;

/**
 * The content of a signed callback token. Such a token is made for one bot and opens only what it
 * names. It may be presented any number of times until it expires.
 *
 * @param caller the name of the caller that it belongs to
 * @param rights what it opens, within the rights of the caller
 * @param expiresAt the first instant at which it is not accepted
 */
public record SignedToken(String caller, Rights rights, Instant expiresAt) {

  boolean isValidAt(Instant now) {
    return now.isBefore(expiresAt);
  }
}
