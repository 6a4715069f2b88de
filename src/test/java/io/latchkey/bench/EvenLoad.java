package io.latchkey.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at an even rate, whether or not earlier ones are slow. The latency of a request
 * counts from the moment when it was due, even if its connection was still busy then.
 */
final class EvenLoad implements AutoCloseable {

  private record Answer(long due, long nanos) {}

  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Future<Void>> running = new ArrayList<>();
  private final ExecutorService threads;
  private volatile boolean over;

  private EvenLoad(int connections) {
    this.threads = Executors.newFixedThreadPool(connections);
  }

  static EvenLoad start(URI url, int connections, int perSecond) {
    EvenLoad load = new EvenLoad(connections);
    long apart = TimeUnit.SECONDS.toNanos(1) * connections / perSecond;
    long start = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      long first = start + apart * i / connections;
      load.running.add(load.threads.submit(() -> load.connection(url, first, apart)));
    }
    return load;
  }

  private Void connection(URI url, long first, long apart) throws IOException {
    byte[] request = HttpWire.get(url);
    long due = first;
    while (!over) {
      try (Socket socket = HttpWire.connect(url)) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (boolean open = true; open && !over; due += apart) {
          for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          socket.getOutputStream().write(request);
          open = HttpWire.readAnswer(in);
          answers.add(new Answer(due, System.nanoTime() - due));
        }
      }
    }
    return null;
  }

  /**
   * Waits until a moment of {@link System#nanoTime}. Fails as soon as a connection fails or an
   * answer is not 200.
   */
  void runUntil(long moment) throws InterruptedException, ExecutionException {
    while (System.nanoTime() < moment) {
      for (Future<Void> connection : running) {
        if (connection.isDone()) {
          connection.get();
        }
      }
      Thread.sleep(100);
    }
  }

  /** Returns the result of the requests that were due from one moment until another. */
  Load.Result result(long from, long until) {
    return Load.Result.of(sorted(from, until), (until - from) / 1e9);
  }

  /** Returns the longest latency of the same requests. */
  Duration slowest(long from, long until) {
    long[] sorted = sorted(from, until);
    return Duration.ofNanos(sorted[sorted.length - 1]);
  }

  private long[] sorted(long from, long until) {
    return answers.stream()
        .filter(answer -> answer.due >= from && answer.due < until)
        .mapToLong(Answer::nanos)
        .sorted()
        .toArray();
  }

  @Override
  public void close() {
    over = true;
    threads.shutdown();
  }
}
