package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests what only the embedded database needs. */
class EmbeddedDatabaseTest {

  /** Else a process that is killed may leave a row that stays locked for ever. */
  @Test
  void transactions_comeOneAfterTheOther() throws Exception {
    try (Database database = TestDatabase.open(TestDatabase.place(TestDatabase.Kind.EMBEDDED))) {
      SchemaCheck.run(database, TestDatabase.keys());
      CountDownLatch second = new CountDownLatch(1);
      CompletableFuture<?> waits =
          database.transaction(
              connection -> {
                CompletableFuture<?> other =
                    CompletableFuture.runAsync(
                        () -> database.transaction(another -> countDown(second)));
                assertFalse(isReached(second), "at the same time");
                return other;
              });
      waits.get(10, TimeUnit.SECONDS);
      assertTrue(isReached(second));
    }
  }

  private static boolean countDown(CountDownLatch latch) {
    latch.countDown();
    return true;
  }

  private static boolean isReached(CountDownLatch latch) {
    try {
      return latch.await(300, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
