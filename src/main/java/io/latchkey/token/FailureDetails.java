package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a {@link TokenFailure} says. Immutable.
 *
 * @param remedy what an operator can do; null if unknown
 * @param nextAttemptAt when the source is asked again; null if the failure comes straight from the
 *     source
 * @param retryAfter the pause that the source asked for; null if it did not ask for a pause
 * @param isUrgent whether the failure does not pass by itself, so that an operator must look
 * @param concernsOneUser whether one user is refused, and not the whole account
 */
record FailureDetails(
    String advice,
    String diagnosis,
    @Nullable Remedy remedy,
    @Nullable Instant nextAttemptAt,
    @Nullable Duration retryAfter,
    boolean isUrgent,
    boolean concernsOneUser) {

  FailureDetails(String advice, String diagnosis) {
    this(advice, diagnosis, null, null, null, false, false);
  }

  FailureDetails with(Remedy known) {
    return new FailureDetails(
        advice, diagnosis, known, nextAttemptAt, retryAfter, isUrgent, concernsOneUser);
  }

  FailureDetails withNextAttemptAt(Instant instant) {
    return new FailureDetails(
        advice, diagnosis, remedy, instant, retryAfter, isUrgent, concernsOneUser);
  }

  FailureDetails withRetryAfter(Duration pause) {
    return new FailureDetails(
        advice, diagnosis, remedy, nextAttemptAt, pause, isUrgent, concernsOneUser);
  }

  FailureDetails asUrgent() {
    return new FailureDetails(
        advice, diagnosis, remedy, nextAttemptAt, retryAfter, true, concernsOneUser);
  }

  FailureDetails ofOneUser() {
    return new FailureDetails(advice, diagnosis, remedy, nextAttemptAt, retryAfter, isUrgent, true);
  }
}
