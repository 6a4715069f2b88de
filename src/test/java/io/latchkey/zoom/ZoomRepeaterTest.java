package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Tests the repetition by Latchkey itself. Here nothing applies the annotation of {@link
 * ZoomRetry}, as on a server without MicroProfile Fault Tolerance.
 */
class ZoomRepeaterTest {

  private final TokenFailure failure = new TokenFailure.Unavailable("failed", "test");
  private static final ZoomAnswer ANSWER = AnyAnswerTest.anyAnswer();

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ZoomRepeater repeater = new ZoomRepeater(new ZoomRetry(), () -> now);
  private int attempts;

  /** Fails for a moment, a given number of times, and takes some time for each attempt. */
  private ZoomAnswer attempt(int failures, Duration time) {
    now = now.plus(time);
    if (++attempts <= failures) {
      throw new ZoomCallException.Retryable(failure, ZoomOutcome.FAILING);
    }
    return ANSWER;
  }

  @Test
  void failedCall_isNotRepeated_unlessTheServerIgnoresTheAnnotation() {
    assertThrows(
        ZoomCallException.Retryable.class, () -> repeater.call(() -> attempt(1, Duration.ZERO)));
    assertEquals(1, attempts);
  }

  @Test
  void failedCall_isRepeatedOnce() {
    repeater.repeatByItself();
    assertSame(ANSWER, repeater.call(() -> attempt(1, Duration.ZERO)));
    assertEquals(2, attempts);
  }

  @Test
  void callThatFailsTwice_fails() {
    repeater.repeatByItself();
    assertThrows(
        ZoomCallException.Retryable.class, () -> repeater.call(() -> attempt(2, Duration.ZERO)));
    assertEquals(2, attempts);
  }

  @Test
  void callThatFailedLate_isNotRepeated() {
    repeater.repeatByItself();
    assertThrows(
        ZoomCallException.Retryable.class,
        () -> repeater.call(() -> attempt(1, Duration.ofMillis(1900))));
    assertEquals(1, attempts);
  }

  @Test
  void failureThatIsNotOfAMoment_isNotRepeated() {
    repeater.repeatByItself();
    assertThrows(
        ZoomCallException.class,
        () ->
            repeater.call(
                () -> {
                  attempts++;
                  throw new ZoomCallException(failure, ZoomOutcome.UNREACHABLE);
                }));
    assertEquals(1, attempts);
  }

  @Test
  void threadThatIsInterrupted_isNotKept() {
    repeater.repeatByItself();
    Thread.currentThread().interrupt();
    assertThrows(
        ZoomCallException.Retryable.class, () -> repeater.call(() -> attempt(1, Duration.ZERO)));
    assertTrue(Thread.interrupted(), "the interruption is left to the caller");
    assertEquals(1, attempts);
  }
}
