package io.latchkey.zoom;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;

/**
 * Bounds each attempt. Zoom's two hosts fail apart, so each has a method, and with it a breaker and
 * a bulkhead, of its own; all accounts share them. Hence the breaker counts only trouble that is
 * everybody's, and the bulkhead is wider than what the threads of a few accounts can fill.
 *
 * <p>The time-out is a second line: {@link HttpTransport} ends every exchange itself, since an
 * interceptor cannot end a blocking call. The numbers can be changed by the MicroProfile override
 * keys, such as {@code io.latchkey.zoom.ZoomGuard/api/CircuitBreaker/delay}.
 */
@ApplicationScoped
public class ZoomGuard {

  @CircuitBreaker(
      requestVolumeThreshold = 20,
      failureRatio = 1.0,
      delay = 5000,
      failOn = ZoomTrouble.Everywhere.class)
  @Bulkhead(1024)
  @Timeout(3000)
  public <R> R oauth(Supplier<R> attempt) {
    return attempt.get();
  }

  @CircuitBreaker(
      requestVolumeThreshold = 20,
      failureRatio = 1.0,
      delay = 5000,
      failOn = ZoomTrouble.Everywhere.class)
  @Bulkhead(1024)
  @Timeout(3000)
  public <R> R api(Supplier<R> attempt) {
    return attempt.get();
  }
}
