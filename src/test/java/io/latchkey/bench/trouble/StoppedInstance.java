package io.latchkey.bench.trouble;

import static org.awaitility.Awaitility.await;

import io.latchkey.database.TestDatabase;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.token.AccessTokenRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that has the lease of a grant is stopped after Zoom has rotated, and woken later. */
final class StoppedInstance {

  /** Where in a refresh the process is stopped. */
  enum At {
    ANSWER_ON_ITS_WAY,
    ANSWER_READ
  }

  private static final AccessTokenRule RULE =
      new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));

  private StoppedInstance() {}

  static Figures run(double scale) throws Exception {
    Duration length = Duration.ofMillis((long) (60_000 * scale));
    Figures figures = new Figures().add("stopped for", Figures.text(length), "");
    for (At at : At.values()) {
      String where = ", " + at.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
      try (Setting setting =
          new Setting(TestDatabase.place(TestDatabase.Kind.POSTGRESQL_18), 1000)) {
        run(at, length, setting, figures, where);
      }
    }
    return figures;
  }

  private static void run(At at, Duration length, Setting setting, Figures figures, String where)
      throws Exception {
    GrantId grant = setting.connect("anna", null, Duration.ZERO);
    if (at == At.ANSWER_ON_ITS_WAY) {
      setting
          .zoom
          .faults()
          .plan(Endpoint.TOKEN, Faults.ANY, Faults.ANY, 1, Fault.late(Duration.ofSeconds(2)));
    }
    Child child =
        Child.start(
            List.of("-Dpauses=true"), "stopped", setting.place, setting.zoom, List.of(grant));
    try (Instance other = new Instance(setting, "other", TestDatabase.keys(), RULE)) {
      if (at == At.ANSWER_READ) {
        child.await("answer read");
      } else {
        await().pollInterval(Duration.ofMillis(1)).until(() -> rotations(setting) == 1);
      }
      child.signal("STOP");
      Instant stopped = Instant.now();
      int calls = setting.zoom.calls().total();
      try (Callers callers = new Callers(List.of(other), List.of(grant), Duration.ofMillis(100))) {
        if (length.compareTo(Duration.ofSeconds(20)) > 0) {
          await()
              .atMost(Duration.ofSeconds(40))
              .pollInterval(Duration.ofMillis(10))
              .until(() -> setting.zoom.calls().total() > calls);
          figures.add(
              "until another instance takes over" + where,
              Figures.text(Duration.between(stopped, Instant.now())),
              "at most 20 s");
        }
        TimeUnit.MILLISECONDS.sleep(
            length.minus(Duration.between(stopped, Instant.now())).toMillis());
        figures.add(
            "state before it wakes" + where, setting.found(grant).status().state().text(), "");
        child.signal("CONT");
        Instant woken = Instant.now();
        judge(setting, grant, figures, where, woken);
        System.out.println("  callers meanwhile: " + callers.asked + ", " + callers.failures);
      }
    } finally {
      child.kill();
    }
  }

  private static int rotations(Setting setting) {
    return setting.app.grants().rotations();
  }

  private static void judge(
      Setting setting, GrantId id, Figures figures, String where, Instant woken)
      throws InterruptedException {
    boolean isStored = false;
    while (!isStored && Duration.between(woken, Instant.now()).toSeconds() < 80) {
      TimeUnit.MILLISECONDS.sleep(10);
      Grant grant = setting.found(id);
      isStored = grant.tokens().generation() > 1 && setting.hasNewest(grant);
      if (grant.status().state() == GrantState.DEAD) {
        break;
      }
    }
    figures.add(
        "the newer pair is stored" + where,
        isStored ? "after " + Figures.text(Duration.between(woken, Instant.now())) : "no",
        "yes");
    Grant grant = setting.found(id);
    figures.add(
        "state in the end" + where,
        grant.status().state().text()
            + (grant.status().reason() == null ? "" : ", " + grant.status().reason()),
        "active");
  }
}
