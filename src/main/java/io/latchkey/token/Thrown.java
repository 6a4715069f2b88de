package io.latchkey.token;

import java.util.concurrent.CompletionException;

/** Finds the exception that a {@link java.util.concurrent.CompletionStage} failed with. */
public final class Thrown {

  private Thrown() {}

  /** Returns the exception without the {@link CompletionException}s that stages wrap it in. */
  public static Throwable unwrapped(Throwable thrown) {
    Throwable unwrapped = thrown;
    while (unwrapped instanceof CompletionException && unwrapped.getCause() != null) {
      unwrapped = unwrapped.getCause();
    }
    return unwrapped;
  }
}
