package io.latchkey.zoom;

import java.time.Duration;

/** Is told of every call to Zoom. Thread-safe and quick. */
public interface ZoomEvents {

  /**
   * A call has ended.
   *
   * @param account whose, by its configured name
   * @param how what became of it, for the log
   * @param took from its first byte to its last
   */
  void called(
      String account, ZoomEndpoint endpoint, ZoomOutcome outcome, String how, Duration took);
}
