package io.latchkey.zoom;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * Repeats a call that failed in passing: twice at most, and no longer than there is time for.
 *
 * <p>A call that timed out is not repeated, nor one that Zoom limits or refuses. The numbers can be
 * changed by the MicroProfile override keys, such as {@code
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
