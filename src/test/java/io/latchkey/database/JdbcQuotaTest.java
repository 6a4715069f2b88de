package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.instance.Instances;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
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
      int one = first.takeTurns(ACCOUNT, 1, FAR).turns().size();
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
    IntStream.range(0, 14)
        .forEach(i -> assertEquals(1, quota.takeTurns(ACCOUNT, 1, FAR).turns().size()));
  }

  private static long slotBegin(DatabasePlace place) {
    return TestDatabase.number(place, "select slot_begin from latchkey_quota");
  }
}
