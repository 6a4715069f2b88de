package io.latchkey.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.mint.Quota.Turn;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    return quota.takeTurn(Duration.ofSeconds(4)).map(turn -> Duration.between(now, turn.at()));
  }

  private int atOnce() {
    int calls = 0;
    while (quota.takeTurn(Duration.ZERO).isPresent()) {
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
    assertEquals(Duration.ofSeconds(1), quota.waitUntilTurnWithin(Duration.ofSeconds(4)));
  }

  /** The clock moves between two readings, so one decision must use one reading. */
  @Test
  void turn_atOnceOrNever_whileTimePasses() {
    Quota running = new Quota(4, () -> time.instant().plusNanos(nanos++));
    for (int i = 0; i < 4; i++) {
      assertTrue(running.takeTurn(Duration.ZERO).isPresent());
    }
    assertFalse(running.takeTurn(Duration.ZERO).isPresent());
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
      quota.reduce(quota.takeTurn(Duration.ZERO).orElseThrow());
      time.advance(WINDOW.multipliedBy(4));
      assertEquals(left, atOnce());
    }
    for (int back : List.of(2, 3, 4, 4)) {
      time.advance(Duration.ofSeconds(10));
      assertEquals(back, atOnce());
    }
  }

  @Test
  void limited_aTwentiethComesBackEveryTenSeconds_andTheLogSaysSo() {
    Quota pro = new Quota(60, time);
    assertEquals("60 calls a second (calls-per-second)", pro.toString());
    pro.reduce(pro.takeTurn(Duration.ZERO).orElseThrow());
    for (int allowed = 30; allowed < 60; allowed += 3) {
      assertEquals(
          allowed + " calls a second (calls-per-second is 60, but Zoom said 429)", pro.toString());
      time.advance(Duration.ofSeconds(10));
    }
    assertEquals("60 calls a second (calls-per-second)", pro.toString());
  }

  @Test
  void until_aTurnIsToBeHad_isNoTime() {
    assertEquals(Duration.ZERO, quota.waitUntilTurnWithin(Duration.ofSeconds(1)));
  }

  @Test
  void turn_manyAtOnce_noMoreThanAllowed() throws Exception {
    Quota busy = new Quota(500, time);
    AtomicInteger given = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int thread = 0; thread < 16; thread++) {
      var unused =
          threads.submit(
              () -> {
                go.await();
                while (busy.takeTurn(Duration.ZERO).isPresent()) {
                  given.incrementAndGet();
                }
                return null;
              });
    }
    go.countDown();
    threads.shutdown();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    assertEquals(500, given.get());
  }

  @Test
  void limited_longAgo_hasAllComeBack_thoughNobodyCalledMeanwhile() {
    for (int reduction = 0; reduction < 3; reduction++) {
      time.advance(WINDOW.multipliedBy(4));
      quota.reduce(quota.takeTurn(Duration.ZERO).orElseThrow());
    }
    time.advance(Duration.ofSeconds(40));
    assertEquals(4, atOnce());
  }

  /**
   * Otherwise calls would continue at the old rate, and each of their bursts would be another
   * reduction.
   */
  @Test
  void limited_turnsForLater_areGoodNoMore_andGivenAnewAtTheNewRate() {
    List<Turn> given = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      given.add(quota.takeTurn(Duration.ofSeconds(4)).orElseThrow());
    }
    time.advance(Duration.ofMillis(50));
    quota.reduce(given.get(0));
    time.advance(WINDOW.minusMillis(50));
    assertFalse(quota.isUsable(given.get(4)));
    assertEquals(2, atOnce());
    quota.reduce(given.get(5));
    time.advance(WINDOW);
    assertFalse(quota.isUsable(given.get(8)));
    assertEquals(2, atOnce(), "one reduction");
  }

  @Test
  void good_forAQuarterOfASecond() {
    Turn turn = quota.takeTurn(Duration.ZERO).orElseThrow();
    time.advance(Duration.ofMillis(249));
    assertTrue(quota.isUsable(turn));
    time.advance(Duration.ofMillis(1));
    assertFalse(quota.isUsable(turn));
  }

  @Test
  void limited_manyOfOneBurst_isOneLesson() {
    Turn first = quota.takeTurn(Duration.ZERO).orElseThrow();
    Turn second = quota.takeTurn(Duration.ZERO).orElseThrow();
    quota.reduce(second);
    quota.reduce(first);
    quota.reduce(second);
    time.advance(WINDOW);
    assertEquals(2, atOnce());
  }

  @Test
  void turn_neverOvertakesAnEarlierOne() {
    for (int i = 0; i < 4; i++) {
      turn();
    }
    Instant slow = quota.takeTurn(Duration.ofHours(1)).orElseThrow().at();
    time.advance(Duration.ofMillis(100));
    for (int i = 0; i < 50; i++) {
      Instant next = quota.takeTurn(Duration.ofHours(1)).orElseThrow().at();
      assertFalse(next.isBefore(slow));
      slow = next;
    }
  }

  /**
   * A call is made when its turn begins or up to a quarter of a second later, if the turn is
   * usable.
   */
  @Property(tries = 2000)
  void good_whateverHappens_noMoreCallsThanAllowedInAnySecond(
      @ForAll @IntRange(min = 1, max = 100) int perSecond, @ForAll long seed) {
    TestTime clock = new TestTime();
    Quota any = new Quota(perSecond, clock);
    Random random = new Random(seed);
    List<Turn> given = new ArrayList<>();
    List<Instant> left = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      if (random.nextBoolean()) {
        any.takeTurn(Duration.ofMillis(random.nextInt(4000))).ifPresent(given::add);
      } else {
        clock.advance(Duration.ofMillis(random.nextInt(200)));
      }
      Turn some = given.isEmpty() ? null : given.get(random.nextInt(given.size()));
      if (some != null && !some.at().isAfter(clock.instant())) {
        given.remove(some);
        if (any.isUsable(some)) {
          left.add(clock.instant());
        }
        if (random.nextInt(50) == 0) {
          any.reduce(some);
        }
      }
    }
    for (int i = perSecond; i < left.size(); i++) {
      Duration apart = Duration.between(left.get(i - perSecond), left.get(i));
      assertTrue(apart.compareTo(Duration.ofSeconds(1)) >= 0, apart::toString);
    }
  }
}
