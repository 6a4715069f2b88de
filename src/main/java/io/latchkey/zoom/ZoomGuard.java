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
 * Guards each attempt by a circuit breaker, a bulkhead and a time-out. Zoom's two hosts fail
 * independently, so each has a method of its own, and with it its own circuit breaker and bulkhead.
 * All accounts share them: hence the circuit breaker counts only failures that concern every
 * account, and a few accounts cannot fill the bulkhead.
 *
 * <p>The time-out is a second line of defence: an interceptor cannot end a blocking call, so {@link
 * HttpTransport} ends every exchange itself. MicroProfile's override keys change the numbers, such
 * as {@code io.latchkey.zoom.ZoomGuard/api/CircuitBreaker/delay}.
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

  /** The fallback: the circuit breaker is open, the bulkhead is full, or the time-out expired. */
  ZoomAnswer notLetThrough(Supplier<ZoomAnswer> attempt) {
    throw new TokenFailure.Unavailable(
            "Zoom keeps failing, so calls to it are paused for some seconds. Try again.",
            NOT_LET_THROUGH)
        .withRemedy(Remedies.heldBack());
  }
}
