package io.latchkey.bench.grants;

import static org.awaitility.Awaitility.await;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.it.Callback;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL is down when a server starts, and comes later. */
final class LateDatabase {

  private static final List<ServerKind> KINDS =
      List.of(ServerKind.PAYARA_MICRO, ServerKind.WILDFLY, ServerKind.OPEN_LIBERTY);

  private LateDatabase() {}

  static Figures run(double scale) throws Exception {
    Figures figures = new Figures();
    for (ServerKind kind : KINDS) {
      List<Duration> times = new ArrayList<>();
      List<String> before = new ArrayList<>();
      for (int i = 0; i < GrantPart.times(3, scale); i++) {
        times.add(start(kind, before));
      }
      String name = Rig.name(kind) + ": ";
      figures.add(name + "starts", times.size(), "");
      figures.add(
          name + "Server-to-Server ZAK, and ZAK of a grant, before PostgreSQL is up",
          before.stream().distinct().toList(),
          "[200 and 503]");
      figures.add(
          name + "from PostgreSQL being up to the first ZAK of a grant",
          Figures.spread(times),
          "at most 10 s");
    }
    return figures;
  }

  /** Starts a server without its database. Returns how long its grants have to wait then. */
  private static Duration start(ServerKind kind, List<String> before) throws Exception {
    try (RestartablePostgreSql postgres = Stage.postgreSql(Map.of());
        Stage stage = Stage.with(postgres)) {
      var unused = stage.setting.connect("late", null, Duration.ZERO);
      stage.setting.database.close();
      postgres.stop();
      try (Server server = stage.start(kind, "late")) {
        Callback latchkey = Stage.callback(server);
        before.add(
            latchkey.zak("").status() + " and " + latchkey.zak(Stage.ofGrant("late")).status());
        Instant up = postgres.startAgain();
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> latchkey.zak(Stage.ofGrant("late")).status() == 200);
        return Duration.between(up, Instant.now());
      }
    }
  }
}
