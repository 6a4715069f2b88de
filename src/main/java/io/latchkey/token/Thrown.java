package io.latchkey.token;

import java.util.concurrent.CompletionException;

/** What was thrown behind a {@link java.util.concurrent.CompletionStage}. */
public final class Thrown {

  private Thrown() {}

  /** The throwable itself, without the {@link CompletionException}s that stages wrap it in. */
  public static Throwable unwrapped(Throwable thrown) {
    Throwable unwrapped = thrown;
    while (unwrapped instanceof CompletionException && unwrapped.getCause() != null) {
      unwrapped = unwrapped.getCause();
    }
    return unwrapped;
  }
}
