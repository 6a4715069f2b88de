package io.latchkey.zoom;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads what a ZAK says, above all when it expires. It is not ours to verify, and may be no JWT at
 * all (RFC 7519).
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

  /** What it says; nothing if it is no JWT. */
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
