package io.latchkey.config;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.observe.GrantMonitor;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** At the stop, the database is closed below a round, and the alarm takes nothing any more. */
  @Test
  void roundUnderWayAtTheStop_saysNothing_andIsTheLast() {
    GrantMonitor monitor = new GrantMonitor(time);
    AtomicInteger roundsBegun = new AtomicInteger();
    AtomicInteger alarms = new AtomicInteger();
    List<GrantRounds> stopped = new ArrayList<>();
    GrantRounds rounds =
        new GrantRounds(
            () -> {},
            List.of(
                () -> {
                  roundsBegun.incrementAndGet();
                  stopped.get(0).stop();
                  throw new DatabaseUnavailable("closed");
                }),
            List.of(),
            (delay, action) -> {
              alarms.incrementAndGet();
              return time.after(delay, action);
            },
            Runnable::run,
            monitor);
    stopped.add(rounds);
    rounds.begin();
    time.advance(Duration.ofSeconds(10));
    assertEquals(1, roundsBegun.get());
    assertEquals(1, alarms.get(), "only the first round was asked for");
    assertEquals(Optional.empty(), monitor.databaseProblem());
  }

  @Test
  void taskThatFails_stopsNoOther() {
    AtomicInteger done = new AtomicInteger();
    GrantRounds rounds =
        new GrantRounds(
            () -> {},
            List.of(
                () -> {
                  throw new DatabaseUnavailable("a value is too long");
                },
                () -> {
                  throw new IllegalStateException("defect");
                },
                done::incrementAndGet),
            List.of(done::incrementAndGet),
            time,
            Runnable::run,
            new GrantMonitor(time));
    rounds.begin();
    time.advance(Duration.ofSeconds(3));
    rounds.stop();
    assertEquals(4, done.get());
  }
}
