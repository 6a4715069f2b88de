package io.latchkey.zoom;

import java.time.Duration;

/**
 * A call to Zoom after its end.
 *
 * @param account the configured name of the account
 * @param how the result in words, for the log
 * @param took the time until the answer or the failure, with circuit breaker and connecting
 * @param trace the trace of the callback that caused the call
 */
public record ZoomCall(
    String account,
    ZoomEndpoint endpoint,
    ZoomOutcome outcome,
    String how,
    Duration took,
    String trace) {

  /** The trace of a call that a check caused. */
  static final String OF_CHECK = "check";

  /** Returns whether a check made the call; the circuit breaker does not see such calls. */
  public boolean ofCheck() {
    return trace.equals(OF_CHECK);
  }
}
