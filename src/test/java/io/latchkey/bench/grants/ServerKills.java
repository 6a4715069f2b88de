package io.latchkey.bench.grants;

import static org.awaitility.Awaitility.await;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.it.Callback;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Two servers share PostgreSQL. They are killed in turn, at random moments, while both refresh the
 * same grants as fast as they can. Zoom takes each refresh token once. The other server takes over
 * while the killed one is started again.
 */
final class ServerKills implements AutoCloseable {

  /** How long an access token lives, so that each is renewed after half of that. */
  private static final Duration LIFE = Duration.ofSeconds(2);

  /** Between the rotation at Zoom and its answer, as on a real network. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(150);

  /** In this time each new grant is refreshed twice. */
  private static final Duration TO_REFRESH = Duration.ofSeconds(60);

  private final ServerKind kind;
  private final RestartablePostgreSql postgres;
  private final Stage stage;
  private final List<Server> servers;
  private final Random random = new Random(20261130);
  private final Queue<KilledGrants> open = new ConcurrentLinkedQueue<>();
  private final List<KilledGrants> all = new ArrayList<>();
  private int stalled;
  private final ScheduledExecutorService watch = Executors.newScheduledThreadPool(1);

  private ServerKills(ServerKind kind) throws Exception {
    this.kind = kind;
    postgres = Stage.postgreSql(Map.of());
    stage = Stage.with(postgres);
    stage.setting.app.accessTokenLife(LIFE);
    stage
        .setting
        .zoom
        .faults()
        .plan(Endpoint.TOKEN, Faults.ANY, Faults.ANY, Faults.FOREVER, Fault.late(ON_ITS_WAY));
    stage.setting.slowCommits();
    servers = List.of(stage.start(kind, "kills-a"), stage.start(kind, "kills-b"));
    watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  static Figures run(double scale) throws Exception {
    Figures figures = new Figures();
    for (ServerKind kind : Rig.kinds()) {
      try (ServerKills kills = new ServerKills(kind)) {
        kills.run(GrantPart.times(kind == ServerKind.PAYARA_MICRO ? 40 : 20, scale), figures);
      }
    }
    return figures;
  }

  private void run(int kills, Figures figures) throws Exception {
    for (int i = 1; i <= kills; i++) {
      KilledGrants grants = kill(i);
      all.add(grants);
      open.add(grants);
      System.out.printf(
          "  kill %d of %d: %d refreshes cut off, %d of earlier kills open%n",
          i, kills, grants.cutOff(), open.size() - 1);
    }
    await().atMost(Duration.ofMinutes(5)).until(open::isEmpty);
    report(figures);
  }

  /** Kills one server while both refresh new grants, and starts it again. */
  private KilledGrants kill(int number) throws Exception {
    Server victim = servers.get(number % 2);
    KilledGrants grants = KilledGrants.connect(stage.setting, number);
    int before = stage.setting.app.grants().rotations();
    try (ServerCallers callers =
        new ServerCallers(servers, grants.references(), (reference, token) -> {})) {
      callers.begin();
      awaitRefreshes(before + 2 * KilledGrants.SIZE);
      // The moment of the kill is what is tried at random.
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
      Stage.kill(victim);
      grants.killed();
      Rig.startAgain(victim);
    }
    grants.restarted();
    return grants;
  }

  private void awaitRefreshes(int rotations) {
    try {
      await().atMost(TO_REFRESH).until(() -> stage.setting.app.grants().rotations() >= rotations);
    } catch (ConditionTimeoutException notAll) {
      // The kills go on, and a figure says so.
      stalled++;
    }
  }

  private void look() {
    try {
      open.removeIf(KilledGrants::isSettled);
    } catch (RuntimeException e) {
      System.out.println("  cannot look: " + e);
    }
  }

  private void report(Figures figures) throws Exception {
    String name = Rig.name(kind) + ": ";
    figures.add(name + "kills", all.size(), "");
    figures.add(name + "refreshes", stage.setting.app.grants().rotations(), "");
    figures.add(
        name + "kills that cut a refresh off",
        all.stream().filter(each -> each.cutOff() > 0).count(),
        "nearly all");
    figures.add(
        name
            + "kills before which new grants were not refreshed within "
            + Figures.text(TO_REFRESH),
        stalled,
        "0");
    figures.add(name + "refreshes cut off", sum(KilledGrants::cutOff), "");
    figures.add(name + "grants lost without a word", sum(KilledGrants::lost), "0");
    figures.add(name + "grants told as answer_lost", sum(KilledGrants::told), "");
    figures.add(name + "grants dead for another reason", sum(KilledGrants::deadOtherwise), "0");
    figures.add(
        name + "grants dead though the database has the newest token",
        sum(KilledGrants::deadInVain),
        "0");
    figures.add(
        name + "from the restart until a grant was told",
        Figures.spread(all.stream().flatMap(each -> each.untilTold().stream()).toList()),
        "at most 2 min");
    figures.add(name + "callers of told grants who get 409", conflicts(), "as many as told");
  }

  private int sum(java.util.function.ToIntFunction<KilledGrants> figure) {
    return all.stream().mapToInt(figure).sum();
  }

  private long conflicts() throws Exception {
    Callback latchkey = Stage.callback(servers.get(0));
    return all.stream()
        .flatMap(each -> each.toldReferences().stream())
        .filter(reference -> latchkey.zak(Stage.ofGrant(reference)).status() == 409)
        .count();
  }

  @Override
  public void close() throws IOException {
    watch.shutdownNow();
    servers.forEach(Server::close);
    stage.close();
    postgres.close();
  }
}
