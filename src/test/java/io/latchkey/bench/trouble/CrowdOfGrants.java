package io.latchkey.bench.trouble;

import io.latchkey.database.PoolView;
import io.latchkey.database.TestDatabase;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantName;
import io.latchkey.grant.Reference;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.CallContext;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The access tokens of many grants have ended, and a caller comes for each within a second. */
final class CrowdOfGrants {

  private static final AccessTokenRule RULE =
      new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));

  private static final Duration PROMISED = Duration.ofSeconds(4);

  private final Queue<Duration> times = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

  private CrowdOfGrants() {}

  static Figures run(double scale) throws Exception {
    CrowdOfGrants crowd = new CrowdOfGrants();
    Figures figures = new Figures();
    int count = (int) Math.max(20, 500 * scale);
    try (Setting setting =
            new Setting(TestDatabase.place(TestDatabase.Kind.POSTGRESQL_18), 10_000);
        Instance instance = new Instance(setting, "one", TestDatabase.keys(), RULE)) {
      // The first of all, so that what is measured is not the start of a JVM.
      warmUp(crowd, setting, instance, (int) Math.ceil(20 * scale));
      List<GrantId> grants = setting.connect(count);
      figures.add("grants", grants.size(), "");
      delay(setting, Endpoint.TOKEN, Duration.ofSeconds(1));
      delay(setting, Endpoint.ZAK, Duration.ofMillis(100));
      instance.watch.uses.clear();
      crowd.times.clear();
      crowd.failures.clear();
      int before = setting.app.grants().rotations();
      PoolView pool = PoolView.of(instance.database);
      crowd.come(instance, count);
      pool.close();
      figures.add("most connections in use", pool.mostUsed(), "at most 8");
      figures.add("most who wait for a connection", pool.mostWaiting(), "");
      figures.add("longest wait for a connection", Figures.text(pool.longestWait()), "");
      figures.add("mean wait for a connection", Figures.text(pool.meanWait()), "");
      figures.add("a use of the database, with its wait", Figures.spread(instance.watch.uses), "");
      figures.add("refreshes", setting.app.grants().rotations() - before, String.valueOf(count));
      figures.add(
          "answered within 4 s",
          crowd.times.stream().filter(time -> time.compareTo(PROMISED) <= 0).count(),
          String.valueOf(count));
      figures.add("time of an answer", Figures.spread(crowd.times), "");
      figures.add("failed", crowd.failures, "{}");
      figures.add(
          "uses that the database failed",
          instance.watch.counts.entrySet().stream()
              .filter(each -> each.getKey().startsWith("failed"))
              .toList(),
          "[]");
    }
    return figures;
  }

  private static void warmUp(CrowdOfGrants crowd, Setting setting, Instance instance, int rounds)
      throws Exception {
    for (int round = 0; round < rounds; round++) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String user = "warm" + round + "-" + i;
        var unused = setting.connect(user, null, Duration.ZERO);
        all.add(crowd.ask(instance, user));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
    }
  }

  private static void delay(Setting setting, Endpoint endpoint, Duration time) {
    setting.zoom.faults().plan(endpoint, Faults.ANY, Faults.ANY, Faults.FOREVER, Fault.delay(time));
  }

  /** All ask within one second. */
  private void come(Instance instance, int count) throws Exception {
    List<CompletableFuture<?>> all = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      TimeUnit.NANOSECONDS.sleep(begin + 1_000_000_000L * i / count - System.nanoTime());
      all.add(ask(instance, "user" + i));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
  }

  private CompletableFuture<?> ask(Instance instance, String reference) {
    long begin = System.nanoTime();
    CallContext caller = instance.caller();
    return instance
        .lookup
        .find(Setting.ACCOUNT, GrantName.of(new Reference(reference)))
        .thenCompose(grant -> instance.tokens.zak(Setting.ACCOUNT, grant.id(), caller))
        .handle(
            (served, thrown) -> {
              if (thrown == null) {
                times.add(Duration.ofNanos(System.nanoTime() - begin));
              } else {
                failures
                    .computeIfAbsent(
                        TokenFailure.of(thrown).diagnosis(), any -> new AtomicInteger())
                    .incrementAndGet();
              }
              return served;
            })
        .toCompletableFuture();
  }
}
