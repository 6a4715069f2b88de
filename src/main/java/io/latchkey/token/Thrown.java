package io.latchkey.token;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Finds the exception that a {@link java.util.concurrent.CompletionStage} failed with. */
public final class Thrown {

  private Thrown() {}

  /** Returns the exception without those that stages and futures wrap it in. */
  public static Throwable unwrapped(Throwable thrown) {
    Throwable unwrapped = thrown;
    while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
        && unwrapped.getCause() != null) {
      unwrapped = unwrapped.getCause();
    }
    return unwrapped;
  }
}
