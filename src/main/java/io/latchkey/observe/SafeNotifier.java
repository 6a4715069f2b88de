package io.latchkey.observe;

import static java.lang.System.Logger.Level.ERROR;

import io.latchkey.secret.RedactedThrowable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs listeners. A listener's exception must not fail the request that it observes: it is logged
 * once, without its message.
 *
 * <p>Thread-safe.
 */
public final class SafeNotifier {

  private static final System.Logger LOG = System.getLogger(SafeNotifier.class.getName());

  private final AtomicBoolean isLogged = new AtomicBoolean();

  /** Runs a listener and keeps its exceptions. */
  public void notify(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | LinkageError thrown) {
      if (isLogged.compareAndSet(false, true)) {
        LOG.log(
            ERROR,
            "what is logged, measured or shown is incomplete from now on; callers are served all"
                + " the same",
            RedactedThrowable.of(thrown));
      }
    }
  }
}
