package io.latchkey.web;

import java.time.Duration;

/**
 * How requests are answered.
 *
 * @param deadline by when an answer is out, counted from the request
 * @param proxies how many reverse proxies in front append to {@code X-Forwarded-For}; 0 if nobody
 *     is to be believed
 */
public record RequestSettings(Duration deadline, int proxies) {

  /**
   * What is left for waiting: a sixteenth of the deadline is kept for the way out. In nanoseconds,
   * since a Duration divides by way of BigDecimal, at each request.
   */
  public Duration waitAtMost() {
    return deadline.minusNanos(deadline.toNanos() / 16);
  }
}
