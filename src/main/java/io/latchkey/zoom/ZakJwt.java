package io.latchkey.zoom;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Reads when a ZAK expires. It is not ours to verify, and may be no JWT at all (RFC 7519). */
final class ZakJwt {

  private static final double LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private ZakJwt() {}

  static Optional<Instant> expiry(String zak) {
    String[] parts = zak.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    return exp(parts[1])
        .filter(exp -> exp <= LATEST)
        .map(exp -> Instant.ofEpochSecond((long) Math.max(0, exp)));
  }

  private static Optional<Double> exp(String part) {
    try {
      var exp = FlatJson.parse(Base64.getUrlDecoder().decode(part)).number("exp");
      return exp.isPresent() ? Optional.of(exp.getAsDouble()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
