package io.latchkey.bench.trouble;

import io.latchkey.grant.GrantId;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers who ask each instance for the access token of each grant again and again. */
final class Callers implements AutoCloseable {

  private static final int STEP_MILLIS = 100;

  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger answered = new AtomicInteger();
  final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
  final Queue<Duration> times = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final List<Instance> instances;
  private final List<GrantId> grants;
  private int next;

  /**
   * @param each how long it takes until each grant has been asked for
   */
  Callers(List<Instance> instances, List<GrantId> grants, Duration each) {
    this.instances = List.copyOf(instances);
    this.grants = List.copyOf(grants);
    int atOnce = (int) Math.max(1, grants.size() * (long) STEP_MILLIS / each.toMillis());
    clock.scheduleAtFixedRate(() -> ask(atOnce), 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ask(int grantsAtOnce) {
    for (int i = 0; i < grantsAtOnce; i++) {
      GrantId grant = grants.get(next++ % grants.size());
      instances.forEach(instance -> ask(instance, grant));
    }
  }

  private void ask(Instance instance, GrantId grant) {
    asked.incrementAndGet();
    long begin = System.nanoTime();
    var unused =
        instance
            .tokens
            .accessToken(Setting.ACCOUNT, grant, instance.caller())
            .whenComplete((served, thrown) -> ended(thrown, begin));
  }

  private void ended(Throwable thrown, long begin) {
    if (thrown == null) {
      answered.incrementAndGet();
      times.add(Duration.ofNanos(System.nanoTime() - begin));
      return;
    }
    failures
        .computeIfAbsent(TokenFailure.of(thrown).diagnosis(), any -> new AtomicInteger())
        .incrementAndGet();
  }

  int failed() {
    return failed("");
  }

  /** Returns how many failed for a reason that begins so. */
  int failed(String why) {
    return failures.entrySet().stream()
        .filter(each -> each.getKey().startsWith(why))
        .mapToInt(each -> each.getValue().get())
        .sum();
  }

  /** Lets nobody come any more. */
  void stop() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("callers do not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
