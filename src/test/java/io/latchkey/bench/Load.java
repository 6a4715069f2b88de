package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
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

/** Closed-loop load: each connection sends its next request as soon as it has its answer. */
final class Load {

  /**
   * What came of it.
   *
   * @param p99 the latency that 99 of 100 requests did not exceed
   */
  record Result(double perSecond, Duration p50, Duration p99) {}

  private final URI url;
  private final int connections;

  Load(URI url, int connections) {
    this.url = url;
    this.connections = connections;
  }

  Result run(Duration length) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    long start = System.nanoTime();
    long end = start + length.toNanos();
    List<Future<long[]>> running = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      running.add(threads.submit(() -> connection(end)));
    }
    List<long[]> latencies = new ArrayList<>();
    for (Future<long[]> one : running) {
      latencies.add(one.get());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    threads.shutdown();
    long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Result(
        all.length / seconds,
        Duration.ofNanos(all[all.length / 2]),
        Duration.ofNanos(all[(int) (all.length * 0.99)]));
  }

  private long[] connection(long end) throws IOException {
    byte[] request =
        ("GET " + url.getRawPath() + query() + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(ISO_8859_1);
    Latencies latencies = new Latencies();
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        for (long sent = System.nanoTime(); open && sent < end; sent = latencies.since(sent)) {
          out.write(request);
          open = readAnswer(in);
        }
      }
    }
    return latencies.all();
  }

  private static final class Latencies {
    private long[] nanos = new long[1 << 16];
    private int count;

    /** Counts from {@code sent} until now, and says when that is. */
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

  private String query() {
    return url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
  }

  /** Whether the server keeps the connection; Payara closes each after some hundred requests. */
  private static boolean readAnswer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered " + status);
    }
    int length = 0;
    boolean keeps = true;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      keeps &= !header.equalsIgnoreCase("connection: close");
    }
    in.skipNBytes(length);
    return keeps;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new EOFException();
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }
}
