package io.latchkey.caller;

import java.time.Instant;

/**
 * The time that other machines have as well. By it is judged what another clock has written: the
 * timestamp of a signature, the end of a callback token, a session. It may be set back at any time,
 * so the age of what we fetched is not judged by it.
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
