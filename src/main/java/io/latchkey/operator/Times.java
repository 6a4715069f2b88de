package io.latchkey.operator;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Writes instants for people, in UTC. */
final class Times {

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  private Times() {}

  static String of(Instant instant) {
    return DAY_AND_TIME.format(instant);
  }

  static String of(Optional<Instant> instant, Instant now) {
    return instant
        .map(
            at ->
                at.isAfter(now)
                    ? "%s (in %s)".formatted(near(at, now), words(Duration.between(now, at)))
                    : "%s (%s ago)".formatted(near(at, now), words(Duration.between(at, now))))
        .orElse("never");
  }

  /** Without the day if nobody can take it for another. */
  private static String near(Instant at, Instant now) {
    boolean today = Duration.between(at, now).abs().compareTo(HALF_A_DAY) < 0;
    return today ? TIME.format(at) : of(at);
  }

  /** In the unit that fits. */
  static String words(Duration duration) {
    if (duration.toDays() > 1) {
      return duration.toDays() + " days";
    }
    if (duration.toMinutes() >= 120) {
      return duration.toHours() + " h";
    }
    return duration.toSeconds() >= 120
        ? duration.toMinutes() + " min"
        : duration.toSeconds() + " s";
  }
}
