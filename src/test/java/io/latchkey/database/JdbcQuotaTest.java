package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.instance.Instances;
import io.latchkey.mint.SharedQuota.Window;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the slots of the shared quota by the clock of the database, so no machine is too slow. */
class JdbcQuotaTest {

  private static final Account ACCOUNT =
      new Account("default", "acc", "client", Secret.of("secret"), UserId.ME, 4);

  private static final Duration FAR = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(1);

  @Test
  void slotsOfASecond_holdTheAllowedCalls_andNoMore() {
    for (int allowed = 1; allowed <= 1000; allowed++) {
      int calls = 0;
      for (long at = 5000; at < 6000; ) {
        JdbcQuota.Slot slot = JdbcQuota.Slot.at(at, allowed);
        assertEquals(at, slot.begin());
        calls += slot.calls();
        at = slot.end();
      }
      assertEquals(allowed, calls);
    }
  }

  /** At four calls a second each slot of a quarter of a second has one. */
  @Test
  void threeInstances_giveEachSlotOnce() throws IOException {
    DatabasePlace place = TestDatabase.place(Kind.POSTGRESQL_18);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Database database = TestDatabase.open(place)) {
      SchemaCheck.run(database, TestDatabase.keys());
      JdbcQuota first = quota(database, threads);
      int one = given(first, List.of(FAR));
      assertEquals(1, one);
      long begin = slotBegin(place);
      CompletableFuture.allOf(
              Stream.of(first, quota(database, threads), quota(database, threads))
                  .map(quota -> CompletableFuture.runAsync(() -> takeFourteen(quota), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
      assertEquals(42 * 250, slotBegin(place) - begin);
    } finally {
      threads.shutdownNow();
    }
  }

  private static JdbcQuota quota(Database database, ExecutorService threads) {
    return new JdbcQuota(
        new ImpatientDatabase(database, threads),
        new Instances("any", new JdbcInstances(database, "any"), Map.of()));
  }

  private static void takeFourteen(JdbcQuota quota) {
    IntStream.range(0, 14).forEach(i -> assertEquals(1, given(quota, List.of(FAR))));
  }

  private static int given(JdbcQuota quota, List<Duration> within) {
    return (int)
        quota.takeTurns(ACCOUNT, within).turns().stream().filter(Optional::isPresent).count();
  }

  private static long slotBegin(DatabasePlace place) {
    return TestDatabase.number(place, "select slot_begin from latchkey_quota");
  }

  /** As an instance does that repeats a call: it wants a turn at once or none. */
  @Test
  void turnsThatWereGiven_areNotGivenAgain_toOneWhoWaitsLess() throws IOException {
    DatabasePlace place = TestDatabase.place(Kind.POSTGRESQL_18);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Database database = TestDatabase.open(place)) {
      SchemaCheck.run(database, TestDatabase.keys());
      JdbcQuota quota = quota(database, threads);
      assertEquals(30, given(quota, Collections.nCopies(30, FAR)));
      long begin = slotBegin(place);
      assertEquals(0, given(quota, List.of(Duration.ZERO, SOON)));
      assertEquals(begin, slotBegin(place));
      // The clock of the database was set back by an hour.
      TestDatabase.execute(
          place,
          "update latchkey_quota set slot_begin = slot_begin + 3600000,"
              + " given_at = given_at + 3600000");
      assertEquals(1, given(quota, List.of(SOON)));
    } finally {
      threads.shutdownNow();
    }
  }

  /** No turn is taken for a call that could not use it. */
  @Test
  void callsThatWaitLess_comeFirst_andLoseNoTurnOfTheOthers() throws IOException {
    DatabasePlace place = TestDatabase.place(Kind.POSTGRESQL_18);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Database database = TestDatabase.open(place)) {
      SchemaCheck.run(database, TestDatabase.keys());
      JdbcQuota quota = quota(database, threads);
      List<Duration> within = new ArrayList<>(Collections.nCopies(9, Duration.ofMillis(1000)));
      within.add(FAR);
      int given = given(quota, within);
      assertTrue(given >= 4 && given <= 6, () -> given + " turns");
      Duration next = quota.takeTurns(ACCOUNT, List.of(FAR)).turns().get(0).orElseThrow().begin();
      assertTrue(next.toMillis() <= 1500, next::toString);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void turnsOfASlowTransaction_areCountedFromItsEnd_andTheNextOnesAllowForIt() throws IOException {
    DatabasePlace place = TestDatabase.place(Kind.POSTGRESQL_18);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Database database = TestDatabase.open(place)) {
      SchemaCheck.run(database, TestDatabase.keys());
      JdbcQuota quota = quota(database, threads);
      assertEquals(1, given(quota, List.of(FAR)));
      TestDatabase.execute(
          place,
          "create function slow_quota() returns trigger language plpgsql as"
              + " 'begin perform pg_sleep(0.4); return null; end'");
      TestDatabase.execute(
          place,
          "create constraint trigger slow_quota after update on latchkey_quota"
              + " deferrable initially deferred for each row execute function slow_quota()");
      assertTrue(next(quota).end().toMillis() < 250, "of a slot that is over, or ends soon");
      for (int i = 0; i < 3; i++) {
        Window window = next(quota);
        long left = slotBegin(place) + 250 - TestDatabase.number(place, SharingSql.NOW);
        assertTrue(Math.abs(window.end().toMillis() - left) < 200, () -> window + " and " + left);
        assertTrue(window.end().toMillis() > 50, window::toString);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Window next(JdbcQuota quota) {
    return quota.takeTurns(ACCOUNT, List.of(FAR)).turns().get(0).orElseThrow();
  }
}
