package io.latchkey.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges MicroProfile's override keys for the calls to Zoom as our own keys are judged. Left to the
 * servers, the same wrong number is refused by one, turns every callback into a failure on another,
 * and is passed over in silence on a third.
 *
 * @see <a
 *     href="https://download.eclipse.org/microprofile/microprofile-fault-tolerance-4.0.2/microprofile-fault-tolerance-spec-4.0.2.html#_overriding_annotation_values">
 *     MicroProfile Fault Tolerance: configuration</a>
 */
final class FaultToleranceReader {

  private static final String RETRYING = "io.latchkey.zoom.ZoomRetry/retrying";
  private static final List<String> GUARDED =
      List.of("io.latchkey.zoom.ZoomGuard/api", "io.latchkey.zoom.ZoomGuard/oauth");
  private static final String SWITCH = "MP_Fault_Tolerance_NonFallback_Enabled";
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration RETRY_DELAY = Duration.ofMillis(100);
  private static final Duration RETRY_JITTER = Duration.ofMillis(50);
  private static final Duration RETRY_DURATION = Duration.ofSeconds(2);
  private static final Duration BREAKER_DELAY = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final List<String> NOT_TO_BE_OVERRIDDEN =
      List.of(
          "Retry/retryOn",
          "Retry/abortOn",
          "CircuitBreaker/failOn",
          "CircuitBreaker/skipOn",
          "Fallback/value",
          "Fallback/fallbackMethod",
          "Fallback/applyOn",
          "Fallback/skipOn");

  private final Values values;

  FaultToleranceReader(Values values) {
    this.values = values;
  }

  /**
   * Finds what is wrong.
   *
   * @param attemptTimeout by which an attempt ends itself; the time-out is a second line behind it
   * @return whether calls are to be retried
   */
  boolean retries(Duration attemptTimeout) {
    truth(SWITCH);
    boolean retries = retry();
    GUARDED.forEach(method -> guard(method, attemptTimeout));
    Stream.concat(Stream.of(RETRYING), GUARDED.stream()).forEach(this::refuseOverriddenClasses);
    return retries;
  }

  private boolean retry() {
    boolean enabled = enabled(RETRYING, "Retry");
    int most = integer(RETRYING, "Retry/maxRetries", 2, -1, 100);
    Duration delay =
        duration(RETRYING, "Retry/delay", "Retry/delayUnit", RETRY_DELAY, Duration.ZERO);
    duration(RETRYING, "Retry/jitter", "Retry/jitterDelayUnit", RETRY_JITTER, Duration.ZERO);
    Duration longest =
        duration(RETRYING, "Retry/maxDuration", "Retry/durationUnit", RETRY_DURATION, TICK);
    String delayKey = key(RETRYING, "Retry/delay");
    String longestKey = key(RETRYING, "Retry/maxDuration");
    if (values.hasNoProblem(delayKey, longestKey) && delay.compareTo(longest) >= 0) {
      values.problem(
          delayKey, "(%s) must be shorter than %s (%s)".formatted(delay, longestKey, longest));
    }
    return enabled && most != 0;
  }

  private void guard(String method, Duration attemptTimeout) {
    enabled(method, "CircuitBreaker");
    enabled(method, "Bulkhead");
    boolean timed = enabled(method, "Timeout");
    if (!enabled(method, "Fallback")) {
      values.problem(key(method, "Fallback/enabled"), "must be true");
    }
    integer(method, "CircuitBreaker/requestVolumeThreshold", 20, 1, 100_000);
    integer(method, "CircuitBreaker/successThreshold", 1, 1, 100_000);
    ratio(key(method, "CircuitBreaker/failureRatio"));
    duration(
        method, "CircuitBreaker/delay", "CircuitBreaker/delayUnit", BREAKER_DELAY, Duration.ZERO);
    integer(method, "Bulkhead/value", 1024, 1, 100_000);
    integer(method, "Bulkhead/waitingTaskQueue", 10, 1, 100_000);
    Duration timeout = duration(method, "Timeout/value", "Timeout/unit", TIMEOUT, TICK);
    String timeoutKey = key(method, "Timeout/value");
    if (timed
        && values.isSet(timeoutKey)
        && values.hasNoProblem(timeoutKey, ZoomKeys.ATTEMPT_TIMEOUT.name())
        && timeout.compareTo(attemptTimeout) <= 0) {
      values.problem(
          timeoutKey,
          "(%s) must be longer than %s (%s)"
              .formatted(timeout, ZoomKeys.ATTEMPT_TIMEOUT.name(), attemptTimeout));
    }
  }

  private void refuseOverriddenClasses(String method) {
    for (String parameter : NOT_TO_BE_OVERRIDDEN) {
      spellings(method, parameter)
          .filter(key -> key.startsWith("io.latchkey.") && values.isSet(key))
          .forEach(key -> values.problem(key, "cannot be overridden"));
    }
  }

  /** The key that decides: that of the method before that of the class before that of all. */
  private String key(String method, String parameter) {
    return spellings(method, parameter)
        .filter(values::isSet)
        .findFirst()
        .orElse(method + "/" + parameter);
  }

  private static Stream<String> spellings(String method, String parameter) {
    String type = method.substring(0, method.indexOf('/'));
    return Stream.of(method + "/" + parameter, type + "/" + parameter, parameter);
  }

  private boolean enabled(String method, String annotation) {
    return truth(key(method, annotation + "/enabled")).orElse(true);
  }

  private Optional<Boolean> truth(String key) {
    if (!values.isSet(key)) {
      return Optional.empty();
    }
    String text = values.required(key);
    if (!text.equals("true") && !text.equals("false")) {
      values.problemUnlessKnown(key, "must be true or false");
    }
    return Optional.of(!text.equals("false"));
  }

  private int integer(String method, String parameter, int otherwise, int atLeast, int atMost) {
    return values.integer(key(method, parameter), otherwise, atLeast, atMost);
  }

  private void ratio(String key) {
    if (values.isSet(key) && !values.required(key).matches("0(\\.\\d{1,6})?|1(\\.0{1,6})?")) {
      values.problemUnlessKnown(key, "must be a number from 0 to 1");
    }
  }

  /** A number of the unit that a key of its own names; milliseconds without that. */
  private Duration duration(
      String method, String parameter, String unitParameter, Duration otherwise, Duration atLeast) {
    String key = key(method, parameter);
    String unitKey = key(method, unitParameter);
    ChronoUnit unit = unit(unitKey);
    if (!values.isSet(key) && !values.isSet(unitKey)) {
      return otherwise;
    }
    int number = values.integer(key, (int) otherwise.toMillis(), 0, 999_999_999);
    if (!values.hasNoProblem(key, unitKey)) {
      return otherwise;
    }
    Duration duration = unit.getDuration().multipliedBy(number);
    if (duration.compareTo(atLeast) < 0 || duration.compareTo(MINUTE) > 0) {
      values.problem(key, Values.range(atLeast, MINUTE));
    }
    return duration;
  }

  private ChronoUnit unit(String key) {
    String text = values.optional(key, ChronoUnit.MILLIS.name());
    Optional<ChronoUnit> unit =
        Arrays.stream(ChronoUnit.values())
            .filter(known -> known.name().equals(text.toUpperCase(Locale.ROOT)))
            .filter(known -> known.compareTo(ChronoUnit.HOURS) < 0)
            .findFirst();
    if (unit.isEmpty()) {
      values.problemUnlessKnown(key, "must be NANOS, MICROS, MILLIS, SECONDS or MINUTES");
    }
    return unit.orElse(ChronoUnit.MILLIS);
  }
}
