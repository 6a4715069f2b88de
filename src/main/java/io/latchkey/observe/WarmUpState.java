package io.latchkey.observe;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the warm-up has ended. Until then Latchkey is not ready, since the first caller would
 * wait longer than later ones. Thread-safe.
 */
public final class WarmUpState {

  private final AtomicBoolean ended = new AtomicBoolean();

  public void end() {
    ended.set(true);
  }

  boolean hasEnded() {
    return ended.get();
  }
}
