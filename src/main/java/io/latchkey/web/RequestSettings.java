package io.latchkey.web;

import java.time.Duration;

/**
 * The settings for answering requests.
 *
 * @param deadline how long after its request an answer is sent at the latest
 * @param trustedProxies how many reverse proxies in front append to {@code X-Forwarded-For}; 0 if
 *     the header is not trusted
 */
public record RequestSettings(Duration deadline, int trustedProxies) {

  /**
   * Returns how long a request may wait for its token. A sixteenth of the deadline is kept for
   * sending the answer.
   */
  public Duration maxWait() {
    // In nanoseconds: Duration.dividedBy uses BigDecimal, and this runs at each request.
    return deadline.minusNanos(deadline.toNanos() / 16);
  }
}
