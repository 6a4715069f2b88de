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
 * A queue of lines for the log, which another thread writes: at once, or a tenth of a second after
 * the lines before. Up to ten waiting lines are a log record each; of more lines, up to fifty share
 * one record.
 *
 * <p>Ten thousand lines may wait, and ten thousand more that matter. Further lines are dropped and
 * counted, as are lines that the log fails to take. After {@link #close}, or if the alarm has no
 * thread, the adding thread writes; it waits at most a second for a record of another thread.
 *
 * <p>Thread-safe.
 *
 * @param <T> the content of a line
 */
final class LineQueue<T> {

  /** Writes lines to the log. */
  interface Writer<T> {

    void write(List<T> lines);

    void writeMissing(int count);
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
   * @param alarm its thread writes the lines, and a log may be slow: give it one that nothing else
   *     waits for
   */
  LineQueue(Alarm alarm, Writer<T> writer) {
    this.alarm = alarm;
    this.writer = writer;
  }

  /**
   * @param matters whether the line is kept when ten thousand others wait
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

  /** Writes all waiting lines. From now on the adding thread writes. */
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

  /** Writes the waiting lines and comes back, until no line has come for a while. */
  private void goOn() {
    if (waiting.isEmpty() && missing.get() == 0) {
      writing.set(false);
      // Looked at again: a line that was added just before writing ended has woken nobody.
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

  private void writeWhatWaits() {
    if (!takesPen()) {
      return;
    }
    try {
      // Lines that are added meanwhile wait for the next turn, where many of them share a record.
      int turn = length.get();
      while (turn > 0 && !waiting.isEmpty()) {
        List<T> lines = next(turn <= FEW ? 1 : IN_ONE_RECORD);
        turn -= lines.size();
        write(writer::write, lines, lines.size());
      }
      int lost = missing.getAndSet(0);
      if (lost > 0) {
        write(writer::writeMissing, lost, lost);
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

  /** Counts the lines as missing if the log throws; the next ones are tried again. */
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
