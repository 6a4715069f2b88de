package io.latchkey.bench.trouble;

import static org.awaitility.Awaitility.await;

import io.latchkey.database.TestDatabase;
import io.latchkey.grant.GrantId;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.OauthRefusal;
import io.latchkey.token.AccessTokenRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Zoom refuses every grant of an app, until somebody mends that. */
final class AllRefused {

  private static final AccessTokenRule RULE =
      new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));

  private AllRefused() {}

  static Figures run(double scale) throws Exception {
    int count = (int) Math.max(10, 100 * scale);
    Duration length = Duration.ofMillis((long) (240_000 * scale));
    Figures figures = new Figures();
    try (Setting setting = new Setting(TestDatabase.place(TestDatabase.Kind.POSTGRESQL_18), 1000)) {
      List<GrantId> grants = setting.connect(count);
      figures.add("grants", count, "");
      setting.app.grants().refuse(Faults.ANY, OauthRefusal.TOKEN_UNKNOWN);
      try (Instance one = new Instance(setting, "one", TestDatabase.keys(), RULE);
          Callers callers = new Callers(List.of(one), grants, Duration.ofSeconds(1))) {
        await().atMost(Duration.ofMinutes(1)).until(() -> one.watch.count("guard on") > 0);
        // Calls that were on their way when the guard went on.
        TimeUnit.SECONDS.sleep(2);
        Instant from = Instant.now();
        int before = setting.zoom.calls().total();
        figures.add("calls until the guard stopped them", before, "");
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
        figures.add("length of the trouble", Figures.text(length), "");
        figures.add("calls while the guard was on", setting.zoom.calls().total() - before, "");
        figures.add("most calls in a minute", mostInAMinute(one, from), "at most 1");
        figures.add("grants dead", setting.fate(grants).dead(), "0");
        figures.add("messages that the guard is on", one.watch.count("guard on"), "1");
        restartedInstance(setting, figures, grants);
        repair(setting, figures, grants, callers);
      }
    }
    return figures;
  }

  /** An instance that knows nothing of the refusals yet, as after a restart. */
  private static void restartedInstance(Setting setting, Figures figures, List<GrantId> grants)
      throws InterruptedException {
    // Instead of waiting until the suspects may be asked for again.
    setting.execute("update latchkey_grant set retry_at = current_timestamp");
    try (Instance another = new Instance(setting, "another", TestDatabase.keys(), RULE)) {
      TimeUnit.SECONDS.sleep(5);
      System.out.println("  calls of another instance: " + another.watch.sent.size());
      figures.add(
          "grants dead after another instance has started", setting.fate(grants).dead(), "0");
    }
  }

  private static void repair(
      Setting setting, Figures figures, List<GrantId> grants, Callers callers) {
    setting.app.grants().refuseNobody();
    Instant repaired = Instant.now();
    int failedBefore = callers.failed();
    await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                setting.number("select count(*) from latchkey_grant where generation > 1")
                    == grants.size());
    figures.add(
        "from the repair until all grants are refreshed",
        Figures.text(Duration.between(repaired, Instant.now())),
        "at most 120 s");
    System.out.println("  callers failed meanwhile: " + (callers.failed() - failedBefore));
    Setting.Fate fate = setting.fate(grants);
    figures.add("grants lost", fate.lost(), "0");
    figures.add("grants dead at the end", fate.dead(), "0");
    figures.add("refreshes", setting.app.grants().rotations(), String.valueOf(grants.size()));
  }

  private static long mostInAMinute(Instance instance, Instant from) {
    List<Instant> calls = instance.watch.sent.stream().filter(at -> at.isAfter(from)).toList();
    return calls.stream()
        .mapToLong(
            first ->
                calls.stream()
                    .filter(at -> !at.isBefore(first) && at.isBefore(first.plusSeconds(60)))
                    .count())
        .max()
        .orElse(0);
  }
}
