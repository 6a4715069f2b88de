package io.latchkey.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Sends the load by threads of this JVM, one for each connection. */
final class ClosedLoop implements Load {

  @Override
  public String name() {
    return "threads of a JVM";
  }

  @Override
  public Result run(URI url, int connections, Duration length)
      throws InterruptedException, ExecutionException {
    byte[] request = HttpWire.get(url);
    return run(url, () -> request, connections, length);
  }

  /**
   * Does the same with requests that differ.
   *
   * @param server any URL with the scheme, host and port of the requests
   * @param requests returns the bytes of the next request; called by several threads at once
   */
  Result run(URI server, Supplier<byte[]> requests, int connections, Duration length)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    long start = System.nanoTime();
    long end = start + length.toNanos();
    List<Future<long[]>> running = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      running.add(threads.submit(() -> connection(server, requests, end)));
    }
    List<long[]> latencies = new ArrayList<>();
    try {
      for (Future<long[]> one : running) {
        latencies.add(one.get());
      }
    } finally {
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return Result.of(all, seconds);
  }

  private static long[] connection(URI server, Supplier<byte[]> requests, long end)
      throws IOException {
    Latencies latencies = new Latencies();
    while (System.nanoTime() < end) {
      try (Socket socket = HttpWire.connect(server)) {
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        for (long sent = System.nanoTime(); open && sent < end; sent = latencies.since(sent)) {
          out.write(requests.get());
          open = HttpWire.readAnswer(in);
        }
      }
    }
    return latencies.all();
  }

  private static final class Latencies {
    private long[] nanos = new long[1 << 16];
    private int count;

    /** Records the time from {@code sent} until now. Returns now. */
    long since(long sent) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      long now = System.nanoTime();
      nanos[count++] = now - sent;
      return now;
    }

    long[] all() {
      return Arrays.copyOf(nanos, count);
    }
  }
}
