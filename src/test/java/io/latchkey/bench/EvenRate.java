package io.latchkey.bench;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Sends requests at an even rate, well below the limit of the server. */
public record EvenRate(int perSecond) implements Load {

  @Override
  public Result run(URI url, int connections, Duration length)
      throws InterruptedException, ExecutionException {
    try (EvenLoad load = EvenLoad.start(url, connections, perSecond)) {
      long from = System.nanoTime();
      long until = from + length.toNanos();
      load.runUntil(until);
      return load.result(from, until);
    }
  }

  @Override
  public String name() {
    return perSecond + " requests a second by threads of a JVM";
  }
}
