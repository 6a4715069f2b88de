package io.latchkey.config;

import static org.awaitility.Awaitility.await;

import io.latchkey.observe.GrantMonitor;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GrantRoundsTest {

  private final TestTime time = new TestTime();

  @Test
  void slowTask_keepsNoOtherBack() {
    ExecutorService threads = Executors.newCachedThreadPool();
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Runnable endless =
        () -> {
          begun.incrementAndGet();
          try {
            slow.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    GrantRounds rounds =
        new GrantRounds(
            () -> {},
            List.of(),
            List.of(done::incrementAndGet, endless),
            time,
            threads,
            new GrantMonitor(time));
    rounds.begin();
    await()
        .until(
            () -> {
              time.advance(Duration.ofSeconds(2));
              return done.get() >= 3 && begun.get() == 1;
            });
    rounds.stop();
    slow.countDown();
    threads.shutdown();
  }
}
