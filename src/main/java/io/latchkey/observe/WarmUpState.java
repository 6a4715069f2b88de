package io.latchkey.observe;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the first caller would be answered as quickly as the thousandth: only then is Latchkey
 * ready. Thread-safe.
 */
public final class WarmUpState {

  private final AtomicBoolean ended = new AtomicBoolean();

  /** What can be done beforehand has been done. */
  public void end() {
    ended.set(true);
  }

  boolean hasEnded() {
    return ended.get();
  }
}
