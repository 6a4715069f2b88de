package io.latchkey.zoom;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * Finds out whether this server applies MicroProfile Fault Tolerance. One that does not offer it
 * (WildFly's {@code standalone.xml}) ignores the annotations without a word.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class FaultToleranceProbe {

  /** Whether a call that fails once is repeated. */
  public static boolean isLive(FaultToleranceProbe probe) {
    try {
      probe.failOnce(new AtomicInteger());
      return true;
    } catch (FailedOnce ignored) {
      return false;
    }
  }

  @Retry(maxRetries = 1, delay = 0, jitter = 0, retryOn = FailedOnce.class)
  void failOnce(AtomicInteger calls) {
    if (calls.getAndIncrement() == 0) {
      throw new FailedOnce();
    }
  }

  private static final class FailedOnce extends RuntimeException {}
}
