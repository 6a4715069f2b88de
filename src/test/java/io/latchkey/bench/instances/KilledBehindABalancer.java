package io.latchkey.bench.instances;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount.Tolerance;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A hundred requests a second, spread over all instances as a load balancer does: an instance that
 * accepts no connection is passed over. One of them is killed.
 */
record KilledBehindABalancer(Together together, Figures figures) {

  private static final Duration HALF = Duration.ofSeconds(20);

  void run(double scale) throws Exception {
    together.app.tolerance(Tolerance.NEWEST_ONLY);
    together.start();
    int before = together.calls(Endpoint.TOKEN).size();
    Map<String, LongAdder> results = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger underWay = new AtomicInteger();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    clock.scheduleAtFixedRate(
        () -> ask(next.incrementAndGet(), 0, underWay, results), 0, 10, TimeUnit.MILLISECONDS);
    long half = (long) (HALF.toMillis() * Math.max(0.25, scale));
    TimeUnit.MILLISECONDS.sleep(half);
    int atTheKill = underWay.get();
    together.kill(together.servers.size() - 1);
    TimeUnit.MILLISECONDS.sleep(half);
    clock.shutdownNow();
    TimeUnit.SECONDS.sleep(2);
    figures.add("servers, the last of which was killed", together.names(), "");
    figures.add("requests under way at the kill", atTheKill, "");
    figures.add("answers", results, "200, and cut off as many as were under way at most");
    figures.add(
        "calls for an access token meanwhile",
        together.calls(Endpoint.TOKEN).size() - before,
        "at most 1");
  }

  private void ask(
      int number, int refused, AtomicInteger underWay, Map<String, LongAdder> results) {
    underWay.incrementAndGet();
    var unused =
        together
            .zak((number + refused) % together.servers.size(), "&user=user" + number % 20)
            .whenComplete((answer, failure) -> underWay.decrementAndGet())
            .handle(
                (answer, failure) -> {
                  if (isRefused(failure) && refused < together.servers.size()) {
                    ask(number, refused + 1, underWay, results);
                  } else {
                    String result = failure == null ? "" + answer.status() : "cut off";
                    results.computeIfAbsent(result, any -> new LongAdder()).increment();
                  }
                  return CompletableFuture.completedFuture(null);
                });
  }

  private static boolean isRefused(Throwable failure) {
    return failure != null
        && (failure instanceof ConnectException || failure.getCause() instanceof ConnectException);
  }
}
