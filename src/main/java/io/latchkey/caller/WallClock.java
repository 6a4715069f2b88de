package io.latchkey.caller;

import java.time.Instant;

/**
 * The wall clock, which other machines share. It judges times that another clock has written: the
 * timestamp of a signature, the expiry of a callback token, the expiry of a session. It may be set
 * back at any time, so the age of what Latchkey fetched is judged by the monotonic clock instead.
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface WallClock {

  Instant now();

  static WallClock system() {
    return Instant::now;
  }
}
