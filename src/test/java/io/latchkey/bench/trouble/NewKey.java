package io.latchkey.bench.trouble;

import io.latchkey.database.JdbcGrantUpkeep;
import io.latchkey.database.MasterKeys;
import io.latchkey.database.TestDatabase;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantId;
import io.latchkey.token.AccessTokenRule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Grants are encrypted with a new key while two instances refresh and serve them. */
final class NewKey {

  private static final AccessTokenRule RULE =
      new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));

  private static final MasterKeys BOTH = TestDatabase.keys(2, 1);
  private static final MasterKeys NEW = TestDatabase.keys(2);

  /** As the product does it: so many in a transaction, so many of these, then two seconds. */
  private static final int BATCH = 25;

  private static final int BATCHES = 100;

  private NewKey() {}

  static Figures run(double scale) throws Exception {
    int count = (int) Math.max(100, 10_000 * scale);
    Figures figures = new Figures();
    try (Setting setting =
        new Setting(TestDatabase.place(TestDatabase.Kind.POSTGRESQL_18), 10_000)) {
      List<GrantId> grants = connect(setting, count);
      figures.add("grants", count, "");
      try (Instance one = new Instance(setting, "one", BOTH, RULE);
          Instance two = new Instance(setting, "two", BOTH, RULE);
          Callers callers =
              new Callers(
                  List.of(one, two), grants, Duration.ofMillis(Math.max(1000, 20L * count)))) {
        TimeUnit.SECONDS.sleep(1);
        long begin = System.nanoTime();
        int done = encryptAnew(new JdbcGrantUpkeep(one.database, BOTH));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        callers.stop();
        TimeUnit.SECONDS.sleep(1);
        figures.add("time until none has the old key", Figures.text(took), "at most 60 s");
        figures.add("encrypted by the upkeep, the others by refreshes", done, "");
        figures.add("refreshes meanwhile", setting.app.grants().rotations(), "");
        figures.add("callers asked", callers.asked.get(), "");
        figures.add("callers whom the database failed", callers.failed("database: "), "0");
        figures.add("callers who waited for 4 s", callers.failed("deadline passed"), "0");
        figures.add("time of an answer", Figures.spread(callers.times), "");
        callers.failures.forEach((why, n) -> System.out.println("  failed: " + why + ": " + n));
      }
      int[] wrong = unreadableAndLost(setting, grants);
      figures.add("grants that cannot be read with the new key alone", wrong[0], "0");
      figures.add("grants lost", wrong[1], "0");
    }
    return figures;
  }

  private static List<GrantId> connect(Setting setting, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<GrantId>> all =
          IntStream.range(0, count)
              .mapToObj(i -> threads.submit(() -> setting.connect("user" + i, null, Duration.ZERO)))
              .toList();
      List<GrantId> grants = new java.util.ArrayList<>();
      for (Future<GrantId> each : all) {
        grants.add(each.get());
      }
      return grants;
    } finally {
      threads.shutdown();
    }
  }

  private static int encryptAnew(JdbcGrantUpkeep upkeep) throws InterruptedException {
    int done = 0;
    while (upkeep.encryptedWithOlderKeys() > 0) {
      for (int batch = 0; batch < BATCHES; batch++) {
        done += upkeep.reEncrypt(BATCH);
      }
      System.out.println("  encrypted with the new key: " + done);
      if (upkeep.encryptedWithOlderKeys() > 0) {
        TimeUnit.SECONDS.sleep(2);
      }
    }
    return done;
  }

  private static int[] unreadableAndLost(Setting setting, List<GrantId> grants) {
    int unreadable = 0;
    int lost = 0;
    for (GrantId id : grants) {
      try {
        Grant grant = setting.found(id, NEW);
        lost += setting.hasNewest(grant) ? 0 : 1;
      } catch (DatabaseUnavailable otherKey) {
        unreadable++;
      }
    }
    return new int[] {unreadable, lost};
  }
}
