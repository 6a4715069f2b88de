package io.latchkey.operator;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes instants for people, in UTC. */
final class Times {

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  private Times() {}

  static String absolute(Instant instant) {
    return DAY_AND_TIME.format(instant);
  }

  /**
   * Writes an instant with its distance from now.
   *
   * @param instant null is written as "never"
   */
  static String relative(@Nullable Instant instant, Instant now) {
    if (instant == null) {
      return "never";
    }
    return instant.isAfter(now)
        ? "%s (in %s)".formatted(near(instant, now), inWords(Duration.between(now, instant)))
        : "%s (%s ago)".formatted(near(instant, now), inWords(Duration.between(instant, now)));
  }

  /** Leaves the day out where nobody can take it for another one. */
  private static String near(Instant instant, Instant now) {
    boolean isNear = Duration.between(instant, now).abs().compareTo(HALF_A_DAY) < 0;
    return isNear ? TIME.format(instant) : absolute(instant);
  }

  static String inWords(Duration duration) {
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
