package io.latchkey.secret;

import org.jspecify.annotations.Nullable;

/**
 * A throwable for the log without its words: its class, its stack trace and its causes, but none of
 * their messages, since those of other people's code quote what they failed on, be it a URL with a
 * callback token in it.
 *
 * <p>Immutable and thread-safe, as far as a throwable is.
 */
public final class RedactedThrowable extends Exception {

  private RedactedThrowable(Throwable thrown, @Nullable Throwable cause) {
    super(thrown.getClass().getName(), cause);
    setStackTrace(thrown.getStackTrace());
  }

  public static RedactedThrowable of(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return new RedactedThrowable(thrown, cause == null ? null : of(cause));
  }
}
