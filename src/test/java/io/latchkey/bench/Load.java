package io.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Sends requests for one URL and measures them. */
public interface Load {

  /**
   * The result of a load.
   *
   * @param p50 the median latency
   * @param p99 the latency that 99 of 100 requests did not exceed
   */
  record Result(long requests, double perSecond, Duration p50, Duration p99) {

    /** Returns the result of latencies in nanoseconds, the shortest first. */
    static Result of(long[] sorted, double seconds) {
      return new Result(
          sorted.length,
          sorted.length / seconds,
          Duration.ofNanos(sorted[sorted.length / 2]),
          Duration.ofNanos(sorted[(int) (sorted.length * 0.99)]));
    }
  }

  /** Sends requests for a time. Fails if a request gets no successful answer. */
  Result run(URI url, int connections, Duration length)
      throws IOException, InterruptedException, ExecutionException;

  /** Returns the name of this kind of load, for the output. */
  String name();

  /**
   * Returns a load whose connections send their next request as soon as they have an answer. Uses
   * wrk if it is installed, because it takes less of the machine; otherwise threads of this JVM.
   */
  static Load best() throws InterruptedException {
    return Wrk.installed() ? new Wrk() : new ClosedLoop();
  }
}
