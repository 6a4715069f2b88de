package io.latchkey.zoom;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * Repeats a call that failed for a moment: at most twice, within two seconds.
 *
 * <p>A call that timed out is not repeated, nor one that Zoom limits or refuses. MicroProfile's
 * override keys change the numbers, such as {@code
 * io.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries}.
 */
@ApplicationScoped
public class ZoomRetry {

  @Retry(
      maxRetries = 2,
      delay = 100,
      jitter = 50,
      maxDuration = 2000,
      retryOn = ZoomCallException.Retryable.class)
  public ZoomAnswer retrying(Supplier<ZoomAnswer> call) {
    return call.get();
  }
}
