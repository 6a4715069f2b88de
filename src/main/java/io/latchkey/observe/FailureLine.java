package io.latchkey.observe;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.time.temporal.ChronoUnit;

/** Writes a failure as a line of the log. */
final class FailureLine {

  private static final String TRACKING_ID = ", x-zm-trackingid [^:, ]+";

  private FailureLine() {}

  static String of(String what, TokenFailure failure, String meanwhile) {
    return "%s: %s; %s, next try not before %s"
        .formatted(what, failure.diagnosis(), meanwhile, nextTry(failure));
  }

  static String meanwhile(Freshness inMemory) {
    return switch (inMemory) {
      case EXPIRED -> "no older one at hand";
      case RESERVE -> "serving an older one";
      case FRESH, STALE -> "the one at hand is still good";
    };
  }

  private static String nextTry(TokenFailure failure) {
    return failure
        .nextAttemptAt()
        .map(instant -> instant.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse("now");
  }

  /** Returns ERROR if an operator must act and no token is left to serve. */
  static System.Logger.Level level(TokenFailure failure, Freshness inMemory) {
    boolean urgent =
        failure instanceof TokenFailure.Refused
            || (failure instanceof TokenFailure.Unavailable unavailable && unavailable.isUrgent());
    return urgent && inMemory == Freshness.EXPIRED ? ERROR : WARNING;
  }

  /** Returns what tells one refusal from another: its level and words without the tracking id. */
  static String kind(TokenFailure failure, System.Logger.Level level) {
    return level + failure.diagnosis().replaceAll(TRACKING_ID, "");
  }
}
