package io.latchkey.observe;

import io.latchkey.token.Alarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Lines for the log, which a thread for that writes: at once, or a tenth of a second after those
 * before. Up to ten that wait are a record each; while more wait, up to fifty share one.
 *
 * <p>Ten thousand may wait, and ten thousand more that matter; the others are counted, as those are
 * that the log fails to take. Where there is no thread any more, who adds a line writes it; nobody
 * waits longer than a second for another's record.
 *
 * <p>Thread-safe.
 *
 * @param <T> what a line is made of
 */
final class LineQueue<T> {

  /** Writes them to the log. */
  interface Writer<T> {

    void write(List<T> lines);

    /** Tells how many are missing. */
    void missing(int count);
  }

  private static final Duration APART = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int FEW = 10;
  private static final int IN_ONE_RECORD = 50;
  private static final int MOST = 10_000;

  private final Alarm alarm;
  private final Writer<T> writer;
  private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger length = new AtomicInteger();
  private final AtomicInteger missing = new AtomicInteger();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Semaphore pen = new Semaphore(1);

  /**
   * @param alarm on whose thread lines are written, which may take its time
   */
  LineQueue(Alarm alarm, Writer<T> writer) {
    this.alarm = alarm;
    this.writer = writer;
  }

  /**
   * @param matters whether it is kept when too many wait
   */
  void add(T line, boolean matters) {
    if (length.get() >= (matters ? 2 * MOST : MOST)) {
      missing.incrementAndGet();
    } else {
      length.incrementAndGet();
      waiting.add(line);
    }
    if (closed.get()) {
      writeWhatWaits();
    } else {
      begin();
    }
  }

  /** Writes what waits, after the record in the writer's hands, and from now on what is added. */
  void close() {
    closed.set(true);
    writeWhatWaits();
  }

  private void begin() {
    if (writing.compareAndSet(false, true)) {
      wake(Duration.ZERO);
    }
  }

  private void wake(Duration after) {
    try {
      var unused = alarm.after(after, this::goOn);
    } catch (RuntimeException | Error noThread) {
      writing.set(false);
      writeWhatWaits();
    }
  }

  /** Until nothing has come for a while. */
  private void goOn() {
    if (waiting.isEmpty() && missing.get() == 0) {
      writing.set(false);
      if (!waiting.isEmpty()) {
        begin();
      }
      return;
    }
    try {
      writeWhatWaits();
    } finally {
      wake(APART);
    }
  }

  /** What is added meanwhile has its turn later, so that a crowd of lines shares records. */
  private void writeWhatWaits() {
    if (!takesPen()) {
      return;
    }
    try {
      int turn = length.get();
      while (turn > 0 && !waiting.isEmpty()) {
        List<T> lines = next(turn <= FEW ? 1 : IN_ONE_RECORD);
        turn -= lines.size();
        write(writer::write, lines, lines.size());
      }
      int lost = missing.getAndSet(0);
      if (lost > 0) {
        write(writer::missing, lost, lost);
      }
    } finally {
      pen.release();
    }
  }

  private boolean takesPen() {
    try {
      return pen.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return pen.tryAcquire();
    }
  }

  private List<T> next(int most) {
    List<T> lines = new ArrayList<>();
    for (T line = waiting.poll();
        line != null;
        line = lines.size() < most ? waiting.poll() : null) {
      length.decrementAndGet();
      lines.add(line);
    }
    return lines;
  }

  /** A log that fails takes no more lines with it than those. */
  private <A> void write(Consumer<A> how, A what, int count) {
    try {
      how.accept(what);
    } catch (RuntimeException | LinkageError failing) {
      missing.addAndGet(count);
    } catch (Error fatal) {
      missing.addAndGet(count);
      throw fatal;
    }
  }
}
