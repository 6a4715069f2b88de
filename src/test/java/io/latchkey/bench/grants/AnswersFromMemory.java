package io.latchkey.bench.grants;

import io.latchkey.bench.Load;
import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts the statements that PostgreSQL itself has seen while callers are answered from memory, and
 * compares the ZAK of a grant with that of a Server-to-Server account, in rounds that alternate.
 */
final class AnswersFromMemory implements AutoCloseable {

  private static final int CONNECTIONS = 64;
  private static final String REFERENCE = "memory";
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  /** A whole number of the quarters of a minute in which uses of grants are written down. */
  private static final Duration WINDOW = Duration.ofSeconds(60);

  private static final Duration ROUND = Duration.ofSeconds(4);

  private enum Contestant {
    SERVER_TO_SERVER,
    /** Names an account and a user, as the request for a grant does: reading that costs time. */
    SERVER_TO_SERVER_BY_NAME,
    GRANT,
    /** The first one again, so that the grant stands between two of them: the rest is noise. */
    AGAIN
  }

  private final ServerKind kind;
  private final double scale;
  private final Figures figures;
  private final Load load = Load.best();
  private final RestartablePostgreSql postgres;
  private final Stage stage;
  private final Server server;

  private AnswersFromMemory(ServerKind kind, double scale, Figures figures) throws Exception {
    this.kind = kind;
    this.scale = scale;
    this.figures = figures;
    postgres = Stage.postgreSql(Map.of("shared_preload_libraries", "pg_stat_statements"));
    postgres.executeAsSuperuser("latchkey", "create extension pg_stat_statements");
    stage = Stage.with(postgres);
    var unused = stage.setting.connect(REFERENCE, null, Duration.ZERO);
    stage.setting.database.close();
    server = stage.start(kind, "memory");
  }

  static Figures run(double scale) throws Exception {
    Figures figures = new Figures();
    for (ServerKind kind : Rig.kinds()) {
      try (AnswersFromMemory measured = new AnswersFromMemory(kind, scale, figures)) {
        measured.run();
      }
    }
    return figures;
  }

  private Duration scaled(Duration whole) {
    return Duration.ofMillis((long) Math.max(2000, whole.toMillis() * Math.min(1, scale)));
  }

  private void run() throws Exception {
    for (Contestant each : Contestant.values()) {
      Rig.await(url(each));
      ask(each, scaled(WARM_UP.dividedBy(3)));
    }
    Rig.await(Stage.accessToken(server, REFERENCE));
    countStatements();
    compare();
    if (server.log().contains("lines are missing here")) {
      throw new IllegalStateException("the log left lines out; see " + server.logFile());
    }
  }

  private Load.Result ask(Contestant contestant, Duration length) throws Exception {
    return load.run(url(contestant), CONNECTIONS, length);
  }

  private URI url(Contestant contestant) {
    return Rig.zak(
        server,
        switch (contestant) {
          case GRANT -> Stage.ofGrant(REFERENCE);
          case SERVER_TO_SERVER_BY_NAME -> "&account=default&user=somebody@example.com";
          case SERVER_TO_SERVER, AGAIN -> "";
        });
  }

  /**
   * The rounds of work on grants send the same statements whether somebody asks or not. So what
   * counts is what was sent beyond that.
   */
  private void countStatements() throws Exception {
    Duration window = scaled(WINDOW);
    Statements begin = Statements.of(postgres);
    TimeUnit.MILLISECONDS.sleep(window.toMillis());
    Statements idle = Statements.of(postgres).since(begin);
    begin = Statements.of(postgres);
    Duration half = window.dividedBy(2);
    long answers = ask(Contestant.GRANT, half).requests();
    answers += load.run(Stage.accessToken(server, REFERENCE), CONNECTIONS, half).requests();
    Statements loaded = Statements.of(postgres).since(begin);
    String name = Rig.name(kind) + ": ";
    figures.add(name + "answers from memory, ZAK and access token", answers, "");
    figures.add(name + "statements of PostgreSQL meanwhile", loaded.total(), "");
    figures.add(name + "statements in the same time without callers", idle.total(), "");
    Map<String, Long> more = loaded.moreThan(idle);
    figures.add(
        name + "statements that callers have caused, per answer",
        String.format(Locale.ROOT, "%.5f", (double) sum(more) / answers),
        "0.00000");
    more.forEach((text, calls) -> System.out.printf("  %d more of: %s%n", calls, text));
  }

  private static long sum(Map<String, Long> calls) {
    return calls.values().stream().mapToLong(Long::longValue).sum();
  }

  private void compare() throws Exception {
    Map<Contestant, List<Double>> perSecond = new EnumMap<>(Contestant.class);
    int rounds = GrantPart.times(20, scale);
    for (int round = 0; round < rounds; round++) {
      List<Contestant> order = new ArrayList<>(List.of(Contestant.values()));
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (Contestant contestant : order) {
        perSecond
            .computeIfAbsent(contestant, first -> new ArrayList<>())
            .add(ask(contestant, ROUND).perSecond());
      }
      System.out.printf("  round %d of %d: %s%n", round + 1, rounds, perSecond);
    }
    report(perSecond, rounds);
  }

  private void report(Map<Contestant, List<Double>> perSecond, int rounds) {
    List<Double> first = perSecond.get(Contestant.SERVER_TO_SERVER);
    List<Double> grant = perSecond.get(Contestant.GRANT);
    List<Double> again = perSecond.get(Contestant.AGAIN);
    List<Double> byName = perSecond.get(Contestant.SERVER_TO_SERVER_BY_NAME);
    List<Double> toByName = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> noise = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ratios.add(2 * grant.get(round) / (first.get(round) + again.get(round)));
      toByName.add(grant.get(round) / byName.get(round));
      noise.add(again.get(round) / first.get(round));
    }
    String name = Rig.name(kind) + ": ";
    String by = ", a second, median of " + rounds + " rounds, " + load.name();
    figures.add(name + "ZAK of a grant" + by, Math.round(median(grant)), "");
    figures.add(name + "Server-to-Server ZAK" + by, Math.round(median(first)), "");
    figures.add(name + "ratio, median of the rounds", text(ratios), "at least 0.98");
    figures.add(
        name + "ratio to Server-to-Server with account= and user= in the request",
        text(toByName),
        "at least 0.98");
    figures.add(name + "ratio of Server-to-Server to itself, the noise", text(noise), "");
  }

  private static double median(List<Double> values) {
    return Rig.median(values, Double::doubleValue);
  }

  private static String text(List<Double> ratios) {
    return String.format(Locale.ROOT, "%.3f", median(ratios));
  }

  @Override
  public void close() throws IOException {
    server.close();
    stage.close();
    postgres.close();
  }
}
