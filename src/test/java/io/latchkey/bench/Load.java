package io.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Requests for one URL. */
interface Load {

  /**
   * What came of it.
   *
   * @param p99 the latency that 99 of 100 requests did not exceed
   */
  record Result(long requests, double perSecond, Duration p50, Duration p99) {

    /** Of latencies in nanoseconds, the shortest first. */
    static Result of(long[] sorted, double seconds) {
      return new Result(
          sorted.length,
          sorted.length / seconds,
          Duration.ofNanos(sorted[sorted.length / 2]),
          Duration.ofNanos(sorted[(int) (sorted.length * 0.99)]));
    }
  }

  /** For a time; fails if an answer is another than 200. */
  Result run(URI url, int connections, Duration length)
      throws IOException, InterruptedException, ExecutionException;

  /** What it is, for the table. */
  String name();

  /**
   * Each connection sends its next request as soon as it has its answer: by wrk if it is installed,
   * which takes less of the machine; else by this JVM.
   */
  static Load best() throws InterruptedException {
    return Wrk.installed() ? new Wrk() : new ClosedLoop();
  }
}
