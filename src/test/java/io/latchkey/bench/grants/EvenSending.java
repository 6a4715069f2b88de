package io.latchkey.bench.grants;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends a number of requests at an even pace, by a few threads. If all of them wait for answers,
 * the requests that are due meanwhile are sent late.
 */
final class EvenSending {

  private static final int SENDERS = 16;

  /** Sends one request. Fails if its answer is not the expected one. */
  interface Request {
    void send(int number) throws Exception;
  }

  private final int requests;
  private final long apart;
  private final Request request;
  private final AtomicInteger next = new AtomicInteger();
  private final long begin = System.nanoTime();

  private EvenSending(int requests, int perSecond, Request request) {
    this.requests = requests;
    this.apart = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.request = request;
  }

  /** Sends the requests with the numbers from 0. Returns how many were answered a second. */
  static double send(int requests, int perSecond, Request request) throws Exception {
    EvenSending sending = new EvenSending(requests, perSecond, request);
    ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<Void>> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        senders.add(threads.submit(sending::run));
      }
      for (Future<Void> each : senders) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return requests * 1e9 / (System.nanoTime() - sending.begin);
  }

  private Void run() throws Exception {
    for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
      TimeUnit.NANOSECONDS.sleep(Math.max(0, begin + i * apart - System.nanoTime()));
      request.send(i);
    }
    return null;
  }
}
