package io.latchkey.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedPauseTest {

  private final TestTime time = new TestTime();
  private final SharedPause pause = new SharedPause(time.timing());

  private static TokenFailure failure() {
    return new TokenFailure.Unavailable("a", "429");
  }

  private Duration begin() {
    return Duration.between(time.instant(), pause.begin(failure()).nextAttemptAt().orElseThrow());
  }

  @Test
  void inForce_nothingHappened_isNothing() {
    assertEquals(Optional.empty(), pause.inForce());
  }

  @Test
  void begin_manyAtOnce_isOnePause() {
    Duration first = begin();
    assertEquals(first, begin());
    assertEquals(
        time.instant().plus(first), pause.inForce().orElseThrow().nextAttemptAt().orElseThrow());
  }

  @Test
  void begin_whileAnotherIsInForce_keepsItsOwnKind() {
    pause.begin(new TokenFailure.Refused("a", "401"));
    assertInstanceOf(TokenFailure.Unavailable.class, pause.begin(failure()));
    assertInstanceOf(TokenFailure.Refused.class, pause.inForce().orElseThrow());
  }

  @Test
  void begin_sourceAsksForMore_lengthensThePause() {
    begin();
    pause.begin(TokenFailure.Unavailable.limited("a", "429", Duration.ofSeconds(60)));
    time.advance(Duration.ofSeconds(59));
    assertTrue(pause.inForce().isPresent());
    time.advance(Duration.ofSeconds(1));
    assertTrue(pause.inForce().isEmpty());
  }

  @Test
  void begin_sourceAsksForLess_shortensNothing() {
    pause.begin(TokenFailure.Unavailable.limited("a", "429", Duration.ofSeconds(60)));
    pause.begin(TokenFailure.Unavailable.limited("a", "429", Duration.ofSeconds(10)));
    time.advance(Duration.ofSeconds(59));
    assertTrue(pause.inForce().isPresent());
  }

  @Test
  void succeeded_askedBeforeThePauseWasOver_saysNothing() {
    Instant asked = time.instant();
    begin();
    pause.succeeded(asked);
    assertTrue(pause.inForce().isPresent());
    time.advance(Duration.ofSeconds(1));
    pause.succeeded(asked);
    assertEquals(Duration.ofSeconds(2), begin());
  }

  @Test
  void begin_againAndAgain_doubles_untilSuccess() {
    assertEquals(Duration.ofSeconds(1), begin());
    time.advance(Duration.ofSeconds(1));
    assertTrue(pause.inForce().isEmpty());
    assertEquals(Duration.ofSeconds(2), begin());
    time.advance(Duration.ofSeconds(2));
    pause.succeeded(time.instant());
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
