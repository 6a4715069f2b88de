package io.latchkey.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks MicroProfile's override keys for the calls to Zoom as strictly as our own keys. Without
 * that, the servers would treat the same wrong number differently: one refuses it, on another every
 * callback fails, and a third ignores it without a word.
 *
 * @see <a
 *     href="https://download.eclipse.org/microprofile/microprofile-fault-tolerance-4.0.2/microprofile-fault-tolerance-spec-4.0.2.html#_overriding_annotation_values">
 *     MicroProfile Fault Tolerance: configuration</a>
 */
final class OverrideKeyValidator {

  private static final String RETRYING = "io.latchkey.zoom.ZoomRetry/retrying";
  private static final List<String> GUARDED_METHODS =
      List.of("io.latchkey.zoom.ZoomGuard/api", "io.latchkey.zoom.ZoomGuard/oauth");
  private static final String GLOBAL_SWITCH = "MP_Fault_Tolerance_NonFallback_Enabled";
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  // The defaults here and below are the numbers in the annotations of ZoomRetry and ZoomGuard. Both
  // must change together.
  private static final Duration RETRY_DELAY = Duration.ofMillis(100);
  private static final Duration RETRY_JITTER = Duration.ofMillis(50);
  private static final Duration RETRY_DURATION = Duration.ofSeconds(2);
  private static final Duration BREAKER_DELAY = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Parameters that choose exceptions and the fallback. The rest of the code depends on them. */
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

  private final ValueReader values;

  OverrideKeyValidator(ValueReader values) {
    this.values = values;
  }

  /**
   * Checks all override keys.
   *
   * @param attemptTimeout the time after which the transport itself ends an attempt; the time-out
   *     of Fault Tolerance is the second line of defence, so it must be longer
   * @return whether calls are to be repeated
   */
  boolean check(Duration attemptTimeout) {
    boolean enabled = readBoolean(GLOBAL_SWITCH).orElse(true);
    boolean retries = retry();
    GUARDED_METHODS.forEach(method -> guard(method, attemptTimeout));
    Stream.concat(Stream.of(RETRYING), GUARDED_METHODS.stream())
        .forEach(this::refuseFixedParameters);
    return enabled && retries;
  }

  private boolean retry() {
    boolean enabled = enabled(RETRYING, "Retry");
    int most = integer(RETRYING, "Retry/maxRetries", 2, -1, 100);
    Duration delay =
        duration(RETRYING, "Retry/delay", "Retry/delayUnit", RETRY_DELAY, Duration.ZERO);
    duration(RETRYING, "Retry/jitter", "Retry/jitterDelayUnit", RETRY_JITTER, Duration.ZERO);
    Duration longest =
        duration(RETRYING, "Retry/maxDuration", "Retry/durationUnit", RETRY_DURATION, SHORTEST);
    String delayKey = key(RETRYING, "Retry/delay");
    String longestKey = key(RETRYING, "Retry/maxDuration");
    if (values.hasNoProblem(delayKey, longestKey) && delay.compareTo(longest) >= 0) {
      values.problem(
          delayKey, "(%s) must be shorter than %s (%s)".formatted(delay, longestKey, longest));
    }
    // -1 stands for repetitions without limit.
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
    // Zero is refused. By the specification it means no time-out, but two servers fail every call
    // then.
    Duration timeout = duration(method, "Timeout/value", "Timeout/unit", TIMEOUT, SHORTEST);
    String timeoutKey = key(method, "Timeout/value");
    if (timed
        && values.isSet(timeoutKey)
        && values.hasNoProblem(timeoutKey, ZoomConfigKeys.ATTEMPT_TIMEOUT.name())
        && timeout.compareTo(attemptTimeout) <= 0) {
      values.problem(
          timeoutKey,
          "(%s) must be longer than %s (%s)"
              .formatted(timeout, ZoomConfigKeys.ATTEMPT_TIMEOUT.name(), attemptTimeout));
    }
  }

  private void refuseFixedParameters(String method) {
    for (String parameter : NOT_TO_BE_OVERRIDDEN) {
      candidateKeys(method, parameter)
          .filter(key -> key.startsWith("io.latchkey.") && values.isSet(key))
          .forEach(key -> values.problem(key, "cannot be overridden"));
    }
  }

  /**
   * Returns the key that decides. A key for the method wins over one for its class, which wins over
   * one for all classes.
   */
  private String key(String method, String parameter) {
    return candidateKeys(method, parameter)
        .filter(values::isSet)
        .findFirst()
        .orElse(method + "/" + parameter);
  }

  private static Stream<String> candidateKeys(String method, String parameter) {
    String type = method.substring(0, method.indexOf('/'));
    return Stream.of(method + "/" + parameter, type + "/" + parameter, parameter);
  }

  private boolean enabled(String method, String annotation) {
    return readBoolean(key(method, annotation + "/enabled")).orElse(true);
  }

  private Optional<Boolean> readBoolean(String key) {
    if (!values.isSet(key)) {
      return Optional.empty();
    }
    String text = values.required(key);
    if (!text.equals("true") && !text.equals("false")) {
      values.reportOnce(key, "must be true or false");
    }
    return Optional.of(!text.equals("false"));
  }

  private int integer(String method, String parameter, int defaultValue, int atLeast, int atMost) {
    return values.integer(key(method, parameter), defaultValue, atLeast, atMost);
  }

  private void ratio(String key) {
    if (values.isSet(key) && !values.required(key).matches("0(\\.\\d{1,6})?|1(\\.0{1,6})?")) {
      values.reportOnce(key, "must be a number from 0 to 1");
    }
  }

  /**
   * Reads a duration: a number, and a second key that names its unit. Without the second key the
   * unit is milliseconds.
   */
  private Duration duration(
      String method,
      String parameter,
      String unitParameter,
      Duration defaultValue,
      Duration atLeast) {
    String key = key(method, parameter);
    String unitKey = key(method, unitParameter);
    ChronoUnit unit = unit(unitKey);
    if (!values.isSet(key) && !values.isSet(unitKey)) {
      return defaultValue;
    }
    int number = values.integer(key, (int) defaultValue.toMillis(), 0, 999_999_999);
    if (!values.hasNoProblem(key, unitKey)) {
      return defaultValue;
    }
    Duration duration = unit.getDuration().multipliedBy(number);
    if (duration.compareTo(atLeast) < 0 || duration.compareTo(MINUTE) > 0) {
      values.problem(key, ValueReader.range(atLeast, MINUTE));
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
      values.reportOnce(key, "must be NANOS, MICROS, MILLIS, SECONDS or MINUTES");
    }
    return unit.orElse(ChronoUnit.MILLIS);
  }
}
