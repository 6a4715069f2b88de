package io.latchkey.token;

import java.time.Instant;

/**
 * What a request for a token brings along. Immutable and thread-safe.
 *
 * @param deadline when the caller stops waiting, by the core's clock
 * @param trace the id of the request in the log; empty if it has none
 */
public record CallContext(Instant deadline, String trace) {

  /** A request without an id in the log. */
  public static CallContext until(Instant deadline) {
    return new CallContext(deadline, "");
  }
}
