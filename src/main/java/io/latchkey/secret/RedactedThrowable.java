package io.latchkey.secret;

import org.jspecify.annotations.Nullable;

/**
 * A copy of a throwable for the log, without messages. It keeps the class name, the stack trace and
 * the causes. The messages are left out because code of other people quotes its input in them, for
 * example a URL with a callback token. Suppressed exceptions are left out, too.
 *
 * <p>Immutable and thread-safe, as far as a throwable can be.
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
