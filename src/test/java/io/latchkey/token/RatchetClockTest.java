package io.latchkey.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RatchetClockTest {

  private static final Duration TWO_HOURS = Duration.ofHours(2);

  private final AtomicReference<Instant> wall = new AtomicReference<>(TestTime.START);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final RatchetClock clock = new RatchetClock(wall::get, nanos::get);

  private void pass(Duration elapsed) {
    nanos.addAndGet(elapsed.toNanos());
    wall.updateAndGet(now -> now.plus(elapsed));
  }

  private void setWall(Duration by) {
    wall.updateAndGet(now -> now.plus(by));
  }

  @Test
  void instant_timePasses_follows() {
    pass(Duration.ofMinutes(3));
    assertEquals(TestTime.START.plus(Duration.ofMinutes(3)), clock.instant());
  }

  @Test
  void instant_wallSetBack_goesOnByElapsedTime() {
    setWall(TWO_HOURS.negated());
    pass(Duration.ofSeconds(10));
    assertEquals(TestTime.START.plusSeconds(10), clock.instant());
  }

  @Test
  void instant_wallLeapsAhead_followsAndGoesOnFromThere() {
    setWall(TWO_HOURS);
    assertEquals(TestTime.START.plus(TWO_HOURS), clock.instant());
    setWall(TWO_HOURS.negated());
    pass(Duration.ofSeconds(10));
    assertEquals(TestTime.START.plus(TWO_HOURS).plusSeconds(10), clock.instant());
  }

  @Test
  void instant_machineSlept_followsTheWall() {
    setWall(Duration.ofHours(8));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertEquals(TestTime.START.plus(Duration.ofHours(8)), clock.instant());
  }

  @Test
  void system_isTheTimeOfTheSystem() {
    Duration apart = Duration.between(Instant.now(), RatchetClock.system().instant());
    assertTrue(apart.abs().compareTo(Duration.ofSeconds(10)) < 0, apart::toString);
  }

  @Test
  void instant_wallDrifts_staysSteady() {
    setWall(Duration.ofMillis(900));
    assertEquals(TestTime.START, clock.instant());
  }
}
