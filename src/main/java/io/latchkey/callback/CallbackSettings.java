package io.latchkey.callback;

import java.time.Duration;

/**
 * How requests are answered.
 *
 * @param deadline by when an answer is out, counted from the request
 */
public record CallbackSettings(Duration deadline) {

  /** What is left for waiting: a sixteenth of the deadline is kept for the way out. */
  Duration waitAtMost() {
    return deadline.minus(deadline.dividedBy(16));
  }
}
