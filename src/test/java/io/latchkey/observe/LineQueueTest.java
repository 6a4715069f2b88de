package io.latchkey.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.token.Alarm;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LineQueueTest {

  private static final Duration APART = Duration.ofMillis(100);

  private final TestTime time = new TestTime();
  private final ConcurrentLinkedQueue<Integer> written = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Integer> missing = new ConcurrentLinkedQueue<>();

  private LineQueue<Integer> queue(Alarm alarm, Consumer<List<Integer>> log) {
    return new LineQueue<>(
        alarm,
        new LineQueue.Writer<>() {
          @Override
          public void write(List<Integer> lines) {
            log.accept(lines);
          }

          @Override
          public void writeMissing(int count) {
            missing.add(count);
          }
        });
  }

  private static void add(LineQueue<Integer> queue, int from, int until) {
    IntStream.range(from, until).forEach(i -> queue.add(i, false));
  }

  @Test
  void tooMany_theOnesThatMatterAreKept() {
    LineQueue<Integer> queue = queue(time, written::addAll);
    add(queue, 0, 10_001);
    queue.add(-1, true);
    time.advance(Duration.ZERO);
    assertEquals(10_001, written.size());
    assertEquals(List.of(1), List.copyOf(missing));
    assertEquals(1, written.stream().filter(line -> line == -1).count());
  }

  @Test
  void recordThatTheLogFailsToTake_isCounted_andTheOthersAreWritten() {
    LineQueue<Integer> queue =
        queue(
            time,
            lines -> {
              if (lines.contains(60)) {
                throw new IllegalStateException("the disk is full");
              }
              written.addAll(lines);
            });
    add(queue, 0, 150);
    time.advance(Duration.ZERO);
    assertEquals(100, written.size());
    assertEquals(List.of(50), List.copyOf(missing));
    add(queue, 200, 201);
    time.advance(APART);
    assertEquals(101, written.size(), "it goes on");
  }

  /** Lines come faster than they can be written one by one, so the queue is never empty. */
  @Test
  void crowdThatGrowsWhileItIsWritten_sharesRecords_andLosesNone() {
    AtomicInteger made = new AtomicInteger(1);
    AtomicInteger largest = new AtomicInteger();
    AtomicReference<LineQueue<Integer>> self = new AtomicReference<>();
    LineQueue<Integer> queue =
        queue(
            time,
            lines -> {
              written.addAll(lines);
              largest.accumulateAndGet(lines.size(), Math::max);
              if (made.get() < 30_000) {
                add(self.get(), made.get(), made.addAndGet(2));
              }
            });
    self.set(queue);
    add(queue, 0, 1);
    time.advance(Duration.ZERO);
    while (written.size() < made.get() && missing.isEmpty()) {
      time.advance(APART);
    }
    assertEquals(List.of(), List.copyOf(missing));
    assertTrue(largest.get() > 10, largest::toString);
  }

  @Test
  void memoryRunsOut_itGoesOn_andTheLineIsCounted() {
    AtomicBoolean full = new AtomicBoolean(true);
    LineQueue<Integer> queue =
        queue(
            time,
            lines -> {
              if (full.getAndSet(false)) {
                throw new OutOfMemoryError("Java heap space");
              }
              written.addAll(lines);
            });
    add(queue, 0, 1);
    assertThrows(OutOfMemoryError.class, () -> time.advance(Duration.ZERO));
    add(queue, 1, 2);
    time.advance(APART);
    assertEquals(List.of(1), List.copyOf(written));
    assertEquals(List.of(1), List.copyOf(missing));
  }

  @Test
  void close_waitsForTheRecordInTheWritersHands() throws Exception {
    ScheduledExecutorService writer = Executors.newScheduledThreadPool(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch may = new CountDownLatch(1);
    LineQueue<Integer> queue =
        queue(
            (delay, action) -> writer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS),
            lines -> {
              begun.countDown();
              await(may);
              written.addAll(lines);
            });
    add(queue, 0, 1);
    begun.await();
    Thread closer = new Thread(queue::close);
    closer.start();
    // Now the closing thread waits for the record that the writer holds.
    Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    may.countDown();
    closer.join();
    assertEquals(List.of(0), List.copyOf(written));
    writer.shutdown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noThread_whoAddsWrites() {
    LineQueue<Integer> queue =
        queue(
            (delay, action) -> {
              throw new RejectedExecutionException();
            },
            written::addAll);
    add(queue, 0, 2);
    assertEquals(List.of(0, 1), List.copyOf(written));
  }

  @Test
  void threadGoneWhileItRested_whatIsAddedIsWrittenAtTheEnd_andAfterwards() {
    LineQueue<Integer> queue =
        queue((delay, neverRun) -> new CompletableFuture<>(), written::addAll);
    add(queue, 0, 2);
    queue.close();
    add(queue, 2, 3);
    assertEquals(List.of(0, 1, 2), List.copyOf(written));
  }

  @Test
  void manyAddWhileItIsWrittenAndClosed_eachLineIsWrittenOnce() throws Exception {
    ScheduledExecutorService writer = Executors.newScheduledThreadPool(1);
    LineQueue<Integer> queue =
        queue(
            (delay, action) -> writer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS),
            written::addAll);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CountDownLatch half = new CountDownLatch(8);
    List<Future<?>> adding = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int from = thread * 1000;
      adding.add(
          threads.submit(
              () -> {
                add(queue, from, from + 500);
                half.countDown();
                add(queue, from + 500, from + 1000);
              }));
    }
    half.await();
    writer.shutdownNow();
    queue.close();
    for (Future<?> one : adding) {
      one.get();
    }
    threads.shutdown();
    assertTrue(writer.awaitTermination(10, TimeUnit.SECONDS));
    assertEquals(IntStream.range(0, 8000).boxed().toList(), written.stream().sorted().toList());
  }
}
