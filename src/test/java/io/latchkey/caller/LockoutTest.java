package io.latchkey.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LockoutTest {

  private static final String GUESSER = "192.0.2.1";

  private final TestTime time = new TestTime();
  private final Lockout lockout = new Lockout(new Lockout.Rule(3, Duration.ofMinutes(5)), time);

  private void wrong(int times) {
    for (int i = 0; i < times; i++) {
      lockout.recordFailure(GUESSER);
    }
  }

  @Test
  void wrong_asOftenAsTheRuleSays_shutsThatAddressOut_andNoOther() {
    assertFalse(lockout.recordFailure(GUESSER));
    assertFalse(lockout.recordFailure(GUESSER));
    assertFalse(lockout.isLockedOut(GUESSER));
    assertTrue(lockout.recordFailure(GUESSER));
    assertTrue(lockout.isLockedOut(GUESSER));
    assertFalse(lockout.isLockedOut("192.0.2.2"));
  }

  @Test
  void holds_forTheWholeTimeFromTheLastGuess_thenNoMore() {
    wrong(2);
    time.advance(Duration.ofMinutes(4));
    wrong(1);
    time.advance(Duration.ofMinutes(5).minusMillis(1));
    assertTrue(lockout.isLockedOut(GUESSER));
    assertFalse(lockout.recordFailure(GUESSER), "said once");
    time.advance(Duration.ofMillis(1));
    assertFalse(lockout.isLockedOut(GUESSER));
    wrong(2);
    assertFalse(lockout.isLockedOut(GUESSER), "counted anew");
  }

  @Test
  void wrong_nowAndThen_isForgotten() {
    for (int i = 0; i < 10; i++) {
      wrong(2);
      time.advance(Duration.ofMinutes(5));
    }
    assertFalse(lockout.isLockedOut(GUESSER));
  }

  /** A fixed window of five minutes would forget the first two guesses at its end. */
  @Test
  void wrong_asOftenAsTheRuleSaysWithinAnySuchTime_shutsOut() {
    wrong(1);
    time.advance(Duration.ofMinutes(4));
    wrong(1);
    time.advance(Duration.ofMinutes(2));
    wrong(1);
    assertFalse(lockout.isLockedOut(GUESSER), "the first is six minutes old");
    time.advance(Duration.ofMinutes(2));
    wrong(1);
    assertTrue(lockout.isLockedOut(GUESSER));
  }

  @Test
  void wrong_exactlyTheRulesTimeAgo_countsNoMore() {
    wrong(1);
    time.advance(Duration.ofMinutes(4));
    wrong(1);
    time.advance(Duration.ofMinutes(1));
    wrong(1);
    assertFalse(lockout.isLockedOut(GUESSER));
    wrong(1);
    assertTrue(lockout.isLockedOut(GUESSER));
  }

  @Test
  void wrong_memoryFull_isSearchedOnceASecondAtMost() {
    for (int i = 0; i < 10_000; i++) {
      lockout.recordFailure("10.0.%s.%s".formatted(i / 256, i % 256));
    }
    time.advance(Duration.ofMinutes(5).minusMillis(500));
    wrong(1);
    time.advance(Duration.ofMillis(500));
    wrong(1);
    assertEquals(10_000, lockout.size(), "searched half a second ago");
    time.advance(Duration.ofMillis(500));
    wrong(1);
    assertEquals(1, lockout.size());
  }

  @Test
  void wrong_whileMemoryIsFull_addressesInItGoOnBeingCounted() {
    wrong(2);
    for (int i = 0; i < 10_000; i++) {
      lockout.recordFailure("10.0.%s.%s".formatted(i / 256, i % 256));
    }
    assertTrue(lockout.recordFailure(GUESSER));
    assertTrue(lockout.isLockedOut(GUESSER));
  }

  @Test
  void wrong_ruleOff_isNotCounted() {
    Lockout off = new Lockout(new Lockout.Rule(0, Duration.ofMinutes(5)), time);
    for (int i = 0; i < 10; i++) {
      assertFalse(off.recordFailure(GUESSER));
    }
    assertFalse(off.isEnabled());
    assertFalse(off.isLockedOut(GUESSER));
  }

  @Test
  void wrong_fromMoreAddressesThanAreRemembered_costsNoMemory_untilTheyAreForgotten() {
    for (int i = 0; i < 20_000; i++) {
      lockout.recordFailure("10.0.%s.%s".formatted(i / 256, i % 256));
    }
    wrong(3);
    assertFalse(lockout.isLockedOut(GUESSER), "no room");
    assertEquals(10_000, lockout.size());
    time.advance(Duration.ofMinutes(5));
    wrong(3);
    assertTrue(lockout.isLockedOut(GUESSER));
    assertEquals(1, lockout.size());
  }

  @Test
  void wrong_manyAtOnce_oneOfThemIsTheOneThatShutsOut() throws Exception {
    Lockout busy = new Lockout(new Lockout.Rule(50, Duration.ofMinutes(5)), time);
    AtomicInteger told = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int thread = 0; thread < 16; thread++) {
      var unused =
          threads.submit(
              () -> {
                go.await();
                for (int i = 0; i < 100; i++) {
                  if (busy.recordFailure(GUESSER)) {
                    told.incrementAndGet();
                  }
                }
                return null;
              });
    }
    go.countDown();
    threads.shutdown();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    assertEquals(1, told.get());
  }
}
