package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Measures {@code GET /zak} from memory beside a constant text of the same length, and beside the
 * code that a user would write instead. All run on one server in one run, after a warm-up, first at
 * full speed and then at an even rate. Every second round runs in reverse order, and the figures
 * are medians over the rounds. Only the ratios mean anything.
 */
public final class Bench {

  private static final Duration WARM_UP = Rig.WARM_UP;
  private static final Duration LENGTH = Rig.LENGTH;
  private static final int ROUNDS = Rig.ROUNDS;

  /**
   * The time in which the log lines of a round are written. Writing them counts among its costs.
   */
  private static final Duration LOG_IS_QUIET = Duration.ofMillis(300);

  private static final int[] CONNECTIONS = {16, 64, 256};
  private static final EvenRate EVENLY = new EvenRate(Rig.PER_SECOND);
  private static final int CONNECTIONS_EVENLY = 32;

  private enum Contestant {
    CONSTANT("constant text", 8),
    CDI("the same by a CDI bean", 8),
    SERVLET("the same by a servlet", 8),
    LATCHKEY("`GET /zak` from memory", 8),
    BEFORE("`GET /zak` of the build before", 8),
    NAIVE_0("naive, Zoom at 0 ms", 4),
    NAIVE_100("naive, Zoom at 100 ms", 2),
    AGAIN("constant text again: the noise", 0);

    private final String title;

    /** Its part of each third of the warm-up, in thirtieths. */
    private final int warmUp;

    Contestant(String title, int warmUp) {
      this.title = title;
      this.warmUp = warmUp;
    }

    /**
     * Returns whether it takes part. Two builds are compared without the naive resource, whose
     * rounds would take a quarter of the time.
     */
    boolean isMeasured(boolean hasBuildBefore) {
      return hasBuildBefore ? isFromMemory() : this != BEFORE;
    }

    /** Returns whether it answers without a call to Zoom. */
    boolean isFromMemory() {
      return this != NAIVE_0 && this != NAIVE_100;
    }
  }

  private record Figure(Load.Result load, Duration cpu, long allocated) {

    double cpuMicros() {
      return cpu.toNanos() / 1e3 / load.requests();
    }

    double kilobytes() {
      return allocated / 1024.0 / load.requests();
    }
  }

  private final Load load;
  private final ServerKind kind;
  private final Optional<Path> buildBefore;
  private final List<Contestant> contestants;

  private Bench(Load load, ServerKind kind) throws IOException {
    this.load = load;
    this.kind = kind;
    this.buildBefore = Rig.buildBefore("before.war");
    this.contestants =
        Arrays.stream(Contestant.values())
            .filter(contestant -> contestant.isMeasured(buildBefore.isPresent()))
            .toList();
  }

  public static void main(String... args) throws Exception {
    Load load = Load.best();
    for (ServerKind kind : Rig.kinds()) {
      System.out.println(new Bench(load, kind).run());
    }
  }

  private String run() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = Rig.server(kind, "bench")) {
      server
          .neighbours()
          .addAll(List.of(Rig.constantText(), Rig.cdiText(), Rig.servletText(), Rig.naive(zoom)));
      buildBefore.ifPresent(server.neighbours()::add);
      Rig.start(server, Server.configuration(zoom, "bench", Rig.TOKEN));
      for (Contestant contestant : contestants) {
        Rig.await(url(contestant, server));
      }
      System.out.printf("Warming up for %s, load by %s%n", WARM_UP, load.name());
      warmUp(server, zoom);
      List<Contestant> fromMemory = contestants.stream().filter(Contestant::isFromMemory).toList();
      StringBuilder tables = new StringBuilder();
      try (JvmCost cost = JvmCost.of(server)) {
        for (int connections : CONNECTIONS) {
          tables.append(
              table(
                  connections + " connections",
                  measured(load, connections, contestants, server, zoom, cost)));
        }
        tables.append(
            table(
                EVENLY.perSecond() + " requests a second",
                measured(EVENLY, CONNECTIONS_EVENLY, fromMemory, server, zoom, cost)));
      }
      // A log that drops lines costs less, so the figures would be too good.
      if (server.log().contains("lines are missing here")) {
        throw new IllegalStateException("the log left lines out; see " + server.logFile());
      }
      return tables.toString();
    }
  }

  /** Warms all contestants up. Those that are compared closely get the same time. */
  private void warmUp(Server server, ZoomSimulator zoom) throws Exception {
    for (int i = 0; i < 3; i++) {
      for (Contestant contestant : contestants) {
        Duration share = WARM_UP.multipliedBy(contestant.warmUp).dividedBy(90);
        if (!share.isZero()) {
          one(load, contestant, server, zoom, 64, share);
        }
      }
    }
  }

  private static Map<Contestant, List<Figure>> measured(
      Load by,
      int connections,
      List<Contestant> contestants,
      Server server,
      ZoomSimulator zoom,
      JvmCost cost)
      throws Exception {
    Map<Contestant, List<Figure>> figures = new EnumMap<>(Contestant.class);
    for (int round = 0; round < ROUNDS; round++) {
      System.out.printf(
          "%d connections, %s, round %d of %d%n", connections, by.name(), round + 1, ROUNDS);
      List<Contestant> order = new ArrayList<>(contestants);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (Contestant contestant : order) {
        Thread.sleep(LOG_IS_QUIET.toMillis());
        JvmCost.Spent before = cost.soFar();
        Load.Result result = one(by, contestant, server, zoom, connections, LENGTH);
        Thread.sleep(LOG_IS_QUIET.toMillis());
        JvmCost.Spent after = cost.soFar();
        figures
            .computeIfAbsent(contestant, first -> new ArrayList<>())
            .add(new Figure(result, after.cpuSince(before), after.allocatedSince(before)));
      }
    }
    return figures;
  }

  private static Load.Result one(
      Load by,
      Contestant contestant,
      Server server,
      ZoomSimulator zoom,
      int connections,
      Duration length)
      throws Exception {
    if (contestant == Contestant.NAIVE_100) {
      for (Endpoint endpoint : List.of(Endpoint.TOKEN, Endpoint.ZAK)) {
        zoom.faults()
            .plan(
                endpoint,
                NaiveZak.ID,
                Faults.ANY,
                Faults.FOREVER,
                Fault.delay(Duration.ofMillis(100)));
      }
    }
    try {
      return by.run(url(contestant, server), connections, length);
    } finally {
      zoom.faults().clear(NaiveZak.ID);
    }
  }

  private static URI url(Contestant contestant, Server server) {
    return switch (contestant) {
      case CONSTANT, AGAIN -> URI.create(server.url() + "/constant/zak");
      case SERVLET -> URI.create(server.url() + "/servlet/zak");
      case CDI -> URI.create(server.url() + "/cdi/zak");
      case LATCHKEY -> Rig.zak(server);
      case BEFORE -> URI.create(server.url() + "/before/zak?token=" + Rig.TOKEN);
      case NAIVE_0, NAIVE_100 -> URI.create(server.url() + "/naive/zak");
    };
  }

  private String table(String how, Map<Contestant, List<Figure>> figures) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%n| %s, %s, medians of %d rounds of %d s | requests/s | p50 ms | p99 ms |"
                + " CPU µs a request | KiB allocated a request |%n|---|---|---|---|---|---|%n",
            Rig.name(kind),
            how,
            ROUNDS,
            LENGTH.toSeconds()));
    figures.forEach((contestant, all) -> table.append(row(contestant.title, all)));
    List<Figure> ours = figures.get(Contestant.LATCHKEY);
    for (Contestant other : figures.keySet()) {
      if (other != Contestant.LATCHKEY) {
        table.append(ratios("`GET /zak` / " + other.title, ours, figures.get(other)));
      }
    }
    return table.toString();
  }

  private static String row(String title, List<Figure> figures) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.1f | %.0f | %.1f |%n",
        title,
        Rig.median(figures, figure -> figure.load.perSecond()),
        Rig.median(figures, figure -> Rig.millis(figure.load.p50())),
        Rig.median(figures, figure -> Rig.millis(figure.load.p99())),
        Rig.median(figures, Figure::cpuMicros),
        Rig.median(figures, Figure::kilobytes));
  }

  private static String ratios(String title, List<Figure> ours, List<Figure> others) {
    return String.format(
        Locale.ROOT,
        "| **%s** | **%.2f** | %.2f | **%.2f** | %.2f | %.2f |%n",
        title,
        ratio(ours, others, figure -> figure.load.perSecond()),
        ratio(ours, others, figure -> Rig.millis(figure.load.p50())),
        ratio(ours, others, figure -> Rig.millis(figure.load.p99())),
        ratio(ours, others, Figure::cpuMicros),
        ratio(ours, others, Figure::kilobytes));
  }

  private static double ratio(
      List<Figure> ours, List<Figure> others, ToDoubleFunction<Figure> figure) {
    return Rig.median(ours, figure) / Rig.median(others, figure);
  }
}
