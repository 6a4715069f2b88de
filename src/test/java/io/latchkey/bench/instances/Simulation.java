package io.latchkey.bench.instances;

import io.latchkey.bench.grants.Statements;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.config.BareInstance;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.simulator.Calls.Call;
import io.latchkey.simulator.Endpoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What three, ten and a hundred instances cost PostgreSQL: first without any request, then while
 * they use up a plan of 80 calls a second. They have no server, and share one process.
 */
record Simulation(Together together, Figures figures) {

  private static final List<Integer> SIZES = List.of(3, 10, 100);
  private static final int A_SECOND = 80;

  /** Of all instances together, each of whom always waits for a ZAK. */
  private static final int CALLERS = 200;

  private static final int MOST_CONNECTIONS = 2;
  private static final int SECONDS = 30;

  /** The counts and erasures of the start are over then. */
  private static final int TO_SETTLE = 20;

  void run(double scale) throws Exception {
    int seconds = (int) Math.max(10, SECONDS * scale);
    long others = connections();
    for (int size : SIZES) {
      List<BareInstance> instances = new ArrayList<>();
      try {
        for (int number = 0; number < size; number++) {
          instances.add(new BareInstance(keys(size + "-" + number)));
        }
        TimeUnit.SECONDS.sleep(TO_SETTLE);
        measure(instances, seconds, others);
      } finally {
        for (BareInstance each : instances) {
          each.close();
        }
      }
    }
  }

  private Map<String, String> keys(String name) {
    Map<String, String> keys = new HashMap<>(together.keys());
    keys.put("latchkey.instance", name);
    keys.put("latchkey.database.pool-size", Integer.toString(MOST_CONNECTIONS));
    keys.put("latchkey.zak.reuse-for", "PT0S");
    keys.put("latchkey.zak.outage-reuse-for", "PT0S");
    keys.put("latchkey.zoom.calls-per-second", Integer.toString(A_SECOND));
    return keys;
  }

  private void measure(List<BareInstance> instances, int seconds, long others) throws Exception {
    String prefix = instances.size() + " instances: ";
    long known = instances.stream().filter(each -> each.known() == instances.size()).count();
    figures.add(prefix + "that know all others", known, Integer.toString(instances.size()));
    Cost idle = Cost.during(together.postgres, seconds, () -> {});
    figures.add(prefix + "statements a second, nobody asks", idle.statements, "");
    figures.add(prefix + "part of a core for PostgreSQL, nobody asks", idle.core, "");
    Instant begin = Instant.now().plusSeconds(1);
    int before = together.calls(Endpoint.ZAK).size();
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger later = new AtomicInteger();
    Cost busy =
        Cost.during(
            together.postgres,
            seconds,
            () -> {
              for (int caller = 0; caller < CALLERS; caller++) {
                ask(instances.get(caller % instances.size()), "user" + caller, later, isOver);
              }
            });
    isOver.set(true);
    List<Instant> calls =
        together.calls(Endpoint.ZAK).stream().skip(before).map(Call::at).sorted().toList();
    long counted =
        calls.stream()
            .filter(at -> !at.isBefore(begin) && at.isBefore(begin.plusSeconds(seconds - 1)))
            .count();
    figures.add(prefix + "calls a second", inWords(counted / (seconds - 1.0)), "80");
    figures.add(
        prefix + "most calls in a second of the clock", OneQuota.mostByTheClock(calls), "80");
    figures.add(prefix + "callers told to come later", later.get(), "");
    figures.add(prefix + "statements a second, plan used up", busy.statements, "");
    figures.add(prefix + "part of a core for PostgreSQL, plan used up", busy.core, "");
    figures.add(prefix + "connections", connections() - others, "");
  }

  private static void ask(
      BareInstance instance, String user, AtomicInteger later, AtomicBoolean isOver) {
    var unused =
        instance
            .zak(user)
            .whenComplete(
                (token, failure) -> {
                  if (failure != null) {
                    later.incrementAndGet();
                  }
                  if (!isOver.get()) {
                    CompletableFuture.delayedExecutor(
                            failure == null ? 1 : 1000, TimeUnit.MILLISECONDS)
                        .execute(() -> ask(instance, user, later, isOver));
                  }
                });
  }

  private long connections() throws SQLException {
    try (Connection connection = together.postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where usename = 'latchkey'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String inWords(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  /** What PostgreSQL was asked for, and what it used, in some time. */
  private record Cost(String statements, String core) {

    static Cost during(RestartablePostgreSql postgres, int seconds, Runnable begin)
        throws Exception {
      Statements before = Statements.of(postgres);
      Duration used = postgres.processorTime();
      begin.run();
      TimeUnit.SECONDS.sleep(seconds);
      Statements sent = Statements.of(postgres).since(before);
      Duration more = postgres.processorTime().minus(used);
      return new Cost(
          inWords(sent.total() / (double) seconds), inWords(more.toMillis() / 1000.0 / seconds));
    }
  }
}
