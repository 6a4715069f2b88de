package io.latchkey.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.token.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuotaTest {

  private static final Duration WINDOW = Duration.ofMillis(1250);

  private final TestTime time = new TestTime();
  private final Quota quota = new Quota(4, time);

  private long nanos;

  private Optional<Duration> turn() {
    Instant now = time.instant();
    return quota.turn(Duration.ofSeconds(4)).map(turn -> Duration.between(now, turn));
  }

  private int atOnce() {
    int calls = 0;
    while (turn().filter(Duration::isZero).isPresent()) {
      calls++;
    }
    return calls;
  }

  @Test
  void turn_asManyAsAllowed_areAtOnce_theNextWaits() {
    for (int i = 0; i < 4; i++) {
      assertEquals(Optional.of(Duration.ZERO), turn());
    }
    assertEquals(Optional.of(WINDOW), turn());
  }

  @Test
  void turn_tooLateForTheCaller_isNotTaken() {
    for (int i = 0; i < 16; i++) {
      assertTrue(turn().isPresent());
    }
    assertEquals(Optional.empty(), turn(), "4 windows are 5 s");
    assertEquals(Optional.empty(), turn());
    assertEquals(Duration.ofSeconds(1), quota.until(Duration.ofSeconds(4)));
  }

  /** A clock that is read twice has moved between. */
  @Test
  void turn_atOnceOrNever_whileTimePasses() {
    Quota running = new Quota(4, () -> time.instant().plusNanos(nanos++));
    for (int i = 0; i < 4; i++) {
      assertTrue(running.turn(Duration.ZERO).isPresent());
    }
    assertFalse(running.turn(Duration.ZERO).isPresent());
  }

  @Test
  void turn_afterAQuietWhile_isAtOnceAgain() {
    atOnce();
    time.advance(WINDOW.multipliedBy(2));
    assertEquals(4, atOnce());
  }

  @Test
  void limited_halvesWhatIsAllowed_downToOne_andGrowsBack() {
    for (int left : List.of(2, 1, 1)) {
      time.advance(WINDOW.multipliedBy(4));
      quota.limited(time.instant());
      time.advance(WINDOW.multipliedBy(4));
      assertEquals(left, atOnce());
    }
    for (int back : List.of(2, 3, 4, 4)) {
      time.advance(Duration.ofSeconds(10));
      assertEquals(back, atOnce());
    }
  }

  /** What comes back comes with time, not with calls. */
  @Test
  void limited_longAgo_hasAllComeBack_thoughNobodyCalledMeanwhile() {
    for (int lesson = 0; lesson < 3; lesson++) {
      time.advance(WINDOW.multipliedBy(4));
      quota.limited(time.instant());
    }
    time.advance(Duration.ofSeconds(40));
    assertEquals(4, atOnce());
  }

  @Test
  void good_forAQuarterOfASecond() {
    Instant turn = quota.turn(Duration.ZERO).orElseThrow();
    time.advance(Duration.ofMillis(249));
    assertTrue(quota.good(turn));
    time.advance(Duration.ofMillis(1));
    assertFalse(quota.good(turn));
  }

  @Test
  void limited_manyOfOneBurst_isOneLesson() {
    Instant before = time.instant();
    time.advance(Duration.ofMillis(200));
    quota.limited(time.instant());
    quota.limited(before);
    quota.limited(before);
    assertEquals(2, atOnce());
  }

  /** A queue that grows while turns are given keeps its order. */
  @Test
  void turn_neverOvertakesAnEarlierOne() {
    for (int i = 0; i < 4; i++) {
      turn();
    }
    quota.limited(time.instant());
    Instant slow = quota.turn(Duration.ofHours(1)).orElseThrow();
    time.advance(Duration.ofMillis(100));
    for (int i = 0; i < 50; i++) {
      Instant next = quota.turn(Duration.ofHours(1)).orElseThrow();
      assertFalse(next.isBefore(slow));
      slow = next;
    }
  }

  @Property(tries = 2000)
  void turn_whateverHappens_noMoreThanAllowedInAnyWindow(
      @ForAll @IntRange(min = 1, max = 100) int perSecond, @ForAll long seed) {
    TestTime clock = new TestTime();
    Quota any = new Quota(perSecond, clock);
    Random random = new Random(seed);
    List<Instant> turns = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      any.turn(Duration.ofMillis(random.nextInt(4000))).ifPresent(turns::add);
      if (random.nextInt(4) == 0) {
        clock.advance(Duration.ofMillis(random.nextInt(700)));
      }
      if (random.nextInt(100) == 0) {
        any.limited(clock.instant());
      }
    }
    for (int i = perSecond; i < turns.size(); i++) {
      Duration apart = Duration.between(turns.get(i - perSecond), turns.get(i));
      assertTrue(apart.compareTo(WINDOW) >= 0, apart::toString);
    }
  }
}
