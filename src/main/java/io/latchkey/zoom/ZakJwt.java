package io.latchkey.zoom;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads the claims of a ZAK, above all its expiry. The signature is not verified: only Zoom has the
 * key. A ZAK need not be a JWT (RFC 7519).
 */
final class ZakJwt {

  private static final double LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private ZakJwt() {}

  static Optional<Instant> expiry(String zak) {
    OptionalDouble exp = claims(zak).number("exp");
    return exp.isEmpty() || exp.getAsDouble() > LATEST
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond((long) Math.max(0, exp.getAsDouble())));
  }

  /** Returns the claims; without members if the ZAK is not a JWT. */
  static FlatJson claims(String zak) {
    String[] parts = zak.split("\\.", -1);
    try {
      byte[] claims = parts.length == 3 ? Base64.getUrlDecoder().decode(parts[1]) : new byte[0];
      return FlatJson.parse(claims);
    } catch (IllegalArgumentException noBase64) {
      return FlatJson.parse(new byte[0]);
    }
  }
}
