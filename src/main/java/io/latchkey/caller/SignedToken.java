package io.latchkey.caller;

import java.time.Instant;

/**
 * What a signed callback token says: a callback token made for one bot, which opens nothing but
 * what it names, as often as it is presented until it expires.
 *
 * @param caller whose it is, by name
 * @param rights what it opens, as far as the caller itself may
 * @param expiresAt not accepted from then on
 */
public record SignedToken(String caller, Rights rights, Instant expiresAt) {

  boolean valid(Instant now) {
    return now.isBefore(expiresAt);
  }
}
