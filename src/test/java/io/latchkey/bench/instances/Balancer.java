package io.latchkey.bench.instances;

import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sends a hundred requests a second, spread over servers as a load balancer does: one that accepts
 * no connection is passed over.
 */
final class Balancer {

  private static final int USERS = 20;

  /** How often there was each status; {@code cut off} for a connection that ended. */
  final Map<String, LongAdder> results = new ConcurrentHashMap<>();

  final AtomicInteger underWay = new AtomicInteger();
  private final List<Server> servers;
  private final AtomicInteger next = new AtomicInteger();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);

  Balancer(List<Server> servers) {
    this.servers = new CopyOnWriteArrayList<>(servers);
    clock.scheduleAtFixedRate(() -> ask(next.incrementAndGet(), 0), 0, 10, TimeUnit.MILLISECONDS);
  }

  void add(Server server) {
    servers.add(server);
  }

  void remove(Server server) {
    servers.remove(server);
  }

  private void ask(int number, int refused) {
    underWay.incrementAndGet();
    List<Server> now = List.copyOf(servers);
    Server server = now.get((number + refused) % now.size());
    var unused =
        Together.zak(server, "&user=user" + number % USERS)
            .whenComplete(
                (answer, failure) -> {
                  ended(number, refused, answer, failure);
                  underWay.decrementAndGet();
                });
  }

  private void ended(
      int number, int refused, @Nullable Answer answer, @Nullable Throwable failure) {
    if (isRefused(failure) && refused < servers.size()) {
      ask(number, refused + 1);
      return;
    }
    String result = answer == null ? "cut off" : Integer.toString(answer.status());
    results.computeIfAbsent(result, any -> new LongAdder()).increment();
  }

  private static boolean isRefused(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof ConnectException || failure.getCause() instanceof ConnectException);
  }

  /** Sends no more, and waits for what is under way. */
  void end() throws InterruptedException {
    clock.shutdownNow();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (underWay.get() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
