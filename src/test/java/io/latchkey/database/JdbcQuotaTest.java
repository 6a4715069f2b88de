package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.DatabaseUnavailable;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the slots of the shared quota by the clock of the database, so no machine is too slow. */
class JdbcQuotaTest {

  private static final Account ACCOUNT =
      new Account("default", "acc", "client", Secret.of("secret"), UserId.ME, 4);

  private static final Duration FAR = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private DatabasePlace place;
  private Database database;

  @BeforeEach
  void start() throws IOException {
    place = TestDatabase.place(Kind.POSTGRESQL_18);
    database = TestDatabase.open(place);
    SchemaCheck.run(database, TestDatabase.keys());
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    database.close();
  }

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
  void threeInstances_giveEachSlotOnce() {
    JdbcQuota first = quota();
    int one = given(first, List.of(FAR));
    assertEquals(1, one);
    long begin = slotBegin();
    CompletableFuture.allOf(
            Stream.of(first, quota(), quota())
                .map(quota -> CompletableFuture.runAsync(() -> takeFourteen(quota), threads))
                .toArray(CompletableFuture[]::new))
        .join();
    assertEquals(42 * 250, slotBegin() - begin);
  }

  private JdbcQuota quota() {
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

  private long slotBegin() {
    return TestDatabase.number(place, "select slot_begin from latchkey_quota");
  }

  /** As an instance does that repeats a call: it wants a turn at once or none. */
  @Test
  void turnsThatWereGiven_areNotGivenAgain_toOneWhoWaitsLess() {
    JdbcQuota quota = quota();
    assertEquals(30, given(quota, Collections.nCopies(30, FAR)));
    long begin = slotBegin();
    assertEquals(0, given(quota, List.of(Duration.ZERO, SOON)));
    assertEquals(begin, slotBegin());
    // The clock of the database was set back by an hour.
    TestDatabase.execute(
        place,
        "update latchkey_quota set slot_begin = slot_begin + 3600000,"
            + " given_at = given_at + 3600000");
    assertEquals(1, given(quota, List.of(SOON)));
  }

  /** No turn is taken for a call that could not use it. */
  @Test
  void callsThatWaitLess_comeFirst_andLoseNoTurnOfTheOthers() {
    JdbcQuota quota = quota();
    List<Duration> within = new ArrayList<>(Collections.nCopies(9, Duration.ofMillis(1000)));
    within.add(FAR);
    int given = given(quota, within);
    assertTrue(given >= 4 && given <= 6, () -> given + " turns");
    Duration next = quota.takeTurns(ACCOUNT, List.of(FAR)).turns().get(0).orElseThrow().begin();
    assertTrue(next.toMillis() <= 1500, next::toString);
  }

  @Test
  void turnsOfASlowTransaction_areCountedFromItsEnd_andTheNextOnesAllowForIt() {
    JdbcQuota quota = quota();
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
      long left = slotBegin() + 250 - TestDatabase.number(place, SharingSql.NOW);
      assertTrue(Math.abs(window.end().toMillis() - left) < 200, () -> window + " and " + left);
      assertTrue(window.end().toMillis() > 50, window::toString);
    }
  }

  private static Window next(JdbcQuota quota) {
    return quota.takeTurns(ACCOUNT, List.of(FAR)).turns().get(0).orElseThrow();
  }

  @Test
  void tablesOfTheBuildBefore_areBroughtUpToThisOne() {
    TestDatabase.execute(place, "alter table latchkey_quota drop column given_at");
    TestDatabase.execute(place, "update latchkey_schema set version = 5");
    assertThrows(DatabaseUnavailable.class, () -> given(quota(), List.of(FAR)));
    SchemaCheck.run(database, TestDatabase.keys());
    assertEquals(1, given(quota(), List.of(FAR)));
  }
}
