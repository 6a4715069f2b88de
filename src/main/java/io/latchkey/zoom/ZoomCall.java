package io.latchkey.zoom;

import java.time.Duration;

/**
 * A call to Zoom that has ended.
 *
 * @param account whose, by its configured name
 * @param how its result in words, for the log
 * @param took from its first byte to its last; of one that was held back, as long as it was held
 * @param trace of the request that it was made for
 */
public record ZoomCall(
    String account,
    ZoomEndpoint endpoint,
    ZoomOutcome outcome,
    String how,
    Duration took,
    String trace) {

  /** As the trace of what no request was made for, but a check. */
  static final String OF_CHECK = "check";

  /** Whether a check made it, which passes the circuit breaker by. */
  public boolean ofCheck() {
    return trace.equals(OF_CHECK);
  }
}
