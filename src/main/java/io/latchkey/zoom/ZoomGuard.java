package io.latchkey.zoom;

import io.latchkey.token.TokenFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

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
      failOn = ZoomCallException.HostDown.class)
  @Bulkhead(1024)
  @Timeout(3000)
  @Fallback(fallbackMethod = "notLetThrough", applyOn = FaultToleranceException.class)
  public ZoomAnswer oauth(Supplier<ZoomAnswer> attempt) {
    return attempt.get();
  }

  @CircuitBreaker(
      requestVolumeThreshold = 20,
      failureRatio = 1.0,
      delay = 5000,
      failOn = ZoomCallException.HostDown.class)
  @Bulkhead(1024)
  @Timeout(3000)
  @Fallback(fallbackMethod = "notLetThrough", applyOn = FaultToleranceException.class)
  public ZoomAnswer api(Supplier<ZoomAnswer> attempt) {
    return attempt.get();
  }

  static final String NOT_LET_THROUGH =
      "call to Zoom not let through: circuit breaker, bulkhead or time-out";

  /** The breaker is open, too many calls are under way, or the second line had to hold. */
  ZoomAnswer notLetThrough(Supplier<ZoomAnswer> attempt) {
    throw new TokenFailure.Unavailable(
            "Zoom keeps failing, so calls to it are paused for some seconds. Try again.",
            NOT_LET_THROUGH)
        .withRemedy(Remedies.heldBack());
  }
}
