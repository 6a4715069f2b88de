package io.latchkey.token;

import java.time.Instant;

/**
 * The deadline and the log id of one request for a token. Immutable and thread-safe.
 *
 * @param deadline when the caller stops waiting, by the clock of {@link TokenTiming}
 * @param trace the id of the request in the log; empty without an id
 */
public record CallContext(Instant deadline, String trace) {

  /** Returns the context of a request without an id in the log. */
  public static CallContext until(Instant deadline) {
    return new CallContext(deadline, "");
  }
}
