package io.latchkey.mishap;

import java.time.Duration;
import java.util.List;

/**
 * What became of a call of a script.
 *
 * @param status the exit status
 * @param said the lines that the operator saw
 * @param took how long the script ran
 * @param longestSilence the longest time in which the operator saw nothing new
 * @param isEndedByTrial whether the script did not end by itself in time
 */
record Outcome(
    int status, List<String> said, Duration took, Duration longestSilence, boolean isEndedByTrial) {

  String text() {
    return String.join("\n", said);
  }
}
