package io.latchkey.observe;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.time.temporal.ChronoUnit;

/** How a failure is told in the log. */
final class FailureLine {

  private static final String TRACKING_ID = ", x-zm-trackingid [^:, ]+";

  private FailureLine() {}

  static String of(String what, TokenFailure failure, String meanwhile) {
    return "%s: %s; %s, next try not before %s"
        .formatted(what, failure.diagnosis(), meanwhile, nextTry(failure));
  }

  static String meanwhile(Freshness atHand) {
    return switch (atHand) {
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

  /** ERROR if an operator must mend it and nothing is left to serve. */
  static System.Logger.Level level(TokenFailure failure, Freshness atHand) {
    boolean urgent =
        failure instanceof TokenFailure.Refused
            || (failure instanceof TokenFailure.Unavailable unavailable && unavailable.isUrgent());
    return urgent && atHand == Freshness.EXPIRED ? ERROR : WARNING;
  }

  /** What makes a refusal another one than before: its words, but not the call they came by. */
  static String kind(TokenFailure failure, System.Logger.Level level) {
    return level + failure.diagnosis().replaceAll(TRACKING_ID, "");
  }
}
