package io.latchkey.observe;

import static java.lang.System.Logger.Level.ERROR;

import io.latchkey.secret.Wordless;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps what a listener throws away from whom it listens to: nobody goes without a token because
 * something could not be counted. Told in the log once.
 *
 * <p>Thread-safe.
 */
public final class Bystander {

  private static final System.Logger LOG = System.getLogger(Bystander.class.getName());

  private final AtomicBoolean told = new AtomicBoolean();

  /** Tells a listener. */
  public void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | LinkageError thrown) {
      if (told.compareAndSet(false, true)) {
        LOG.log(
            ERROR,
            "what is logged, measured or shown is incomplete from now on; callers are served all"
                + " the same",
            Wordless.of(thrown));
      }
    }
  }
}
