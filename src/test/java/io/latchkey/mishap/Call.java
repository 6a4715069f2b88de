package io.latchkey.mishap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A script that runs, and what it says meanwhile. */
final class Call {

  private final Process process;
  private final Thread reader;
  private final long begin = System.nanoTime();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong heard = new AtomicLong(begin);
  private final AtomicLong silence = new AtomicLong();

  private final CountDownLatch firstLine = new CountDownLatch(1);

  private Call(Process process) {
    this.process = process;
    reader = new Thread(this::read, "output");
    reader.setDaemon(true);
    reader.start();
  }

  static Call of(ProcessBuilder builder) throws IOException {
    return new Call(builder.redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        listen();
        said.add(line);
        firstLine.countDown();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    long now = System.nanoTime();
    silence.accumulateAndGet(now - heard.getAndSet(now), Math::max);
  }

  Process process() {
    return process;
  }

  /**
   * Waits until the script has said something, and this time longer. Returns whether it still runs.
   */
  boolean isRunning(Duration afterFirstLine) throws InterruptedException {
    return firstLine.await(1, TimeUnit.MINUTES)
        && !process.waitFor(afterFirstLine.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the script has ended. Ends it, if that takes longer than this time. */
  Outcome outcome(Duration atMost) throws InterruptedException {
    boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    listen();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    // What the script has left running may hold the output open.
    reader.join(2_000);
    return new Outcome(
        process.exitValue(), List.copyOf(said), took, Duration.ofNanos(silence.get()), !ended);
  }
}
