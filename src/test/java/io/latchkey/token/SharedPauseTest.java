package io.latchkey.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedPauseTest {

  private final TestTime time = new TestTime();
  private final SharedPause pause = new SharedPause(time.timing());

  private static TokenFailure failure() {
    return new TokenFailure.Unavailable("a", "429");
  }

  private Duration begin() {
    return Duration.between(time.instant(), pause.begin(failure()).heldUntil().orElseThrow());
  }

  @Test
  void inForce_nothingHappened_isNothing() {
    assertEquals(Optional.empty(), pause.inForce());
  }

  @Test
  void begin_manyAtOnce_isOnePause() {
    TokenFailure first = pause.begin(failure());
    assertSame(first, pause.begin(failure()));
    assertSame(first, pause.inForce().orElseThrow());
  }

  @Test
  void begin_againAndAgain_doubles_untilSuccess() {
    assertEquals(Duration.ofSeconds(1), begin());
    time.advance(Duration.ofSeconds(1));
    assertTrue(pause.inForce().isEmpty());
    assertEquals(Duration.ofSeconds(2), begin());
    pause.succeeded();
    assertTrue(pause.inForce().isEmpty());
    assertEquals(Duration.ofSeconds(1), begin());
  }

  @Test
  void begin_afterHoursOfQuiet_startsFromOneSecondAgain() {
    begin();
    time.advance(Duration.ofSeconds(1));
    begin();
    time.advance(Duration.ofHours(5));
    assertEquals(Duration.ofSeconds(1), begin());
  }
}
