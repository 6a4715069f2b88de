package io.latchkey.token;

import java.time.Instant;

/**
 * Who asks for a token, and may have to wait for it.
 *
 * @param deadline when to give up, by the core's clock
 * @param trace what the request is found again by in the log; empty if there is none
 */
public record Waiter(Instant deadline, String trace) {

  /** One who leaves no trace. */
  public static Waiter until(Instant deadline) {
    return new Waiter(deadline, "");
  }
}
