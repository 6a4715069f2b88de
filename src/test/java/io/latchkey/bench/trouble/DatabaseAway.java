package io.latchkey.bench.trouble;

import static org.awaitility.Awaitility.await;

import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.database.TestDatabase;
import io.latchkey.grant.GrantId;
import io.latchkey.token.AccessTokenRule;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL goes away while two instances renew a grant each second and callers ask for all of
 * them.
 */
final class DatabaseAway implements AutoCloseable {

  /** Half of the life of an access token, after which it is renewed. */
  private static final Duration FRESH = Duration.ofSeconds(150);

  private static final int GRANTS = 150;
  private static final AccessTokenRule RULE = new AccessTokenRule(FRESH, Duration.ofSeconds(10));

  private final double scale;
  private final RestartablePostgreSql server;
  private final Setting setting;
  private final List<GrantId> grants = new ArrayList<>();
  private final List<Instance> instances;
  private final Callers callers;
  private final List<Duration> untilStored = new ArrayList<>();
  private final Figures figures = new Figures();

  private DatabaseAway(double scale) throws Exception {
    this.scale = scale;
    server = RestartablePostgreSql.start(Files.createTempDirectory("latchkey-troubles"));
    setting = new Setting(server.place(), 1000);
    setting.app.accessTokenLife(FRESH.multipliedBy(2));
    recordLeases();
    for (int i = 0; i < GRANTS; i++) {
      // One is due each second.
      Duration life = FRESH.plusMillis(FRESH.toMillis() * i / GRANTS);
      grants.add(setting.connect("user" + i, "first access token " + i, life));
    }
    // A grant that has just changed is forgotten by each instance, which is no trouble of the
    // database.
    setting.execute("update latchkey_grant set changed_at = changed_at - interval '1' minute");
    instances =
        List.of(
            new Instance(setting, "one", TestDatabase.keys(), RULE),
            new Instance(setting, "two", TestDatabase.keys(), RULE));
    for (Instance instance : instances) {
      for (GrantId grant : grants) {
        var unused =
            instance
                .tokens
                .accessToken(Setting.ACCOUNT, grant, instance.caller())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
      }
    }
    callers = new Callers(instances, grants, Duration.ofSeconds(1));
  }

  /** Lets the database itself write down each lease, in the transaction that takes it. */
  private void recordLeases() {
    setting.execute("create table lease_taken (id varchar(28), generation bigint)");
    setting.execute(
        "create function record_lease() returns trigger language plpgsql as 'begin"
            + " insert into lease_taken values (new.id, new.generation); return null; end'");
    setting.execute(
        "create trigger record_lease after update on latchkey_grant for each row"
            + " when (new.lease_owner is not null and new.lease_since is distinct from"
            + " old.lease_since) execute function record_lease()");
  }

  /** Returns so many seconds, but fewer in a very short form. */
  private Duration seconds(int seconds) {
    return Duration.ofMillis((long) (seconds * Math.min(1000, 10_000 * scale)));
  }

  static Figures restarts(double scale) throws Exception {
    int restarts = (int) Math.max(1, Math.round(20 * scale));
    try (DatabaseAway trouble = new DatabaseAway(scale)) {
      trouble.figures.add("restarts", restarts, "");
      long begin = System.nanoTime() + trouble.seconds(2).toNanos();
      for (int i = 1; i <= restarts; i++) {
        TimeUnit.NANOSECONDS.sleep(
            begin + Duration.ofSeconds(30L * (i - 1)).toNanos() - System.nanoTime());
        trouble.restart();
        System.out.printf(
            "  restart %d: first renewal stored after %s; %d asked, %d failed%n",
            i,
            Figures.text(trouble.untilStored.get(i - 1)),
            trouble.callers.asked.get(),
            trouble.callers.failed());
      }
      return trouble.end();
    }
  }

  static Figures freeze(double scale) throws Exception {
    Duration length = Duration.ofMillis((long) (60_000 * scale));
    try (DatabaseAway trouble = new DatabaseAway(scale)) {
      TimeUnit.MILLISECONDS.sleep(trouble.seconds(2).toMillis());
      trouble.figures.add("frozen for", Figures.text(length), "");
      trouble.server.freeze();
      try {
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
      } finally {
        trouble.server.thaw();
      }
      trouble.awaitStored(Instant.now());
      return trouble.end();
    }
  }

  private void restart() throws Exception {
    server.kill();
    awaitStored(server.startAgain());
  }

  private void awaitStored(Instant up) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> instances.stream().anyMatch(each -> first(each, up).isPresent()));
    Instant stored =
        instances.stream().flatMap(each -> first(each, up).stream()).min(Instant::compareTo).get();
    untilStored.add(Duration.between(up, stored));
  }

  private static Optional<Instant> first(Instance instance, Instant up) {
    return instance.watch.firstStoredAfter(up);
  }

  private Figures end() throws InterruptedException {
    // What failed is tried again after 30 seconds at the latest, and what waits is stored.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> instances.stream().noneMatch(each -> each.unsaved.oldest().isPresent()));
    TimeUnit.MILLISECONDS.sleep(seconds(5).toMillis());
    callers.stop();
    TimeUnit.MILLISECONDS.sleep(seconds(3).toMillis());
    int rotations = setting.app.grants().rotations();
    Setting.Fate fate = setting.fate(grants);
    figures.add("grants", grants.size(), "");
    figures.add("refreshes", rotations, "");
    figures.add("grants lost", fate.lost(), "0");
    figures.add("grants dead", fate.dead(), "0");
    figures.add(
        "calls that were no first use of a token", setting.zoom.calls().total() - rotations, "0");
    figures.add("refreshes sent before the lease was committed", sum("without lease"), "0");
    figures.add(
        "stored generations without a lease in the database", generationsWithoutLease(), "0");
    figures.add("pairs that waited to be stored", sum("unsaved"), "");
    figures.add("callers asked", callers.asked.get(), "");
    figures.add("callers not answered", callers.asked.get() - callers.answered.get(), "0");
    figures.add("time of an answer", Figures.spread(callers.times), "");
    figures.add(
        "from the database being up to the first stored renewal",
        Figures.spread(untilStored),
        "at most 5 s");
    callers.failures.forEach((why, count) -> System.out.println("  failed: " + why + ": " + count));
    return figures;
  }

  private int sum(String event) {
    return instances.stream()
        .mapToInt(
            each ->
                event.equals("without lease")
                    ? each.watch.withoutLease.get()
                    : each.watch.count(event))
        .sum();
  }

  private long generationsWithoutLease() {
    return setting.number(
        "select count(*) from latchkey_grant g cross join generate_series(1, g.generation - 1) n"
            + " where not exists (select 1 from lease_taken l"
            + " where l.id = g.id and l.generation = n)");
  }

  @Override
  public void close() throws IOException {
    instances.forEach(Instance::close);
    setting.close();
    server.close();
  }
}
