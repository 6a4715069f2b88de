package io.latchkey.bench;

import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures the time from the start of the process to the first ZAK, and the memory that the process
 * holds then, after a full collection. It compares them with the same server that runs an
 * application of one page, or of a single resource that is a CDI bean.
 */
public final class StartUp {

  private static final int ROUNDS = Rig.ROUNDS;

  private record Start(Duration toFirstAnswer, long resident, long heap) {}

  private final ServerKind kind;
  private final List<Start> latchkey = new ArrayList<>();

  /** Of the build before; empty unless {@code bench.before} is set. */
  private final List<Start> before = new ArrayList<>();

  private final List<Start> bean = new ArrayList<>();
  private final List<Start> empty = new ArrayList<>();

  private StartUp(ServerKind kind) {
    this.kind = kind;
  }

  public static void main(String... args) throws Exception {
    StringBuilder tables = new StringBuilder();
    for (ServerKind kind : Rig.kinds()) {
      tables.append(new StartUp(kind).run());
    }
    System.out.println(tables);
  }

  private String run() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      System.out.printf("%s, start %d of %d%n", Rig.name(kind), round + 1, ROUNDS);
      Site site = Rig.site(kind, "start-" + round);
      empty.add(start(site.with(Rig.empty()), "/latchkey/index.html"));
      bean.add(start(site.with(Rig.cdiText()), "/latchkey/zak"));
      startLatchkey(site, round);
    }
    return table();
  }

  /** Starts this build and the one before, in an order that alternates. */
  private void startLatchkey(Site site, int round) throws Exception {
    String path = "/latchkey/zak?token=" + Rig.TOKEN;
    Optional<Path> other = Rig.buildBefore("latchkey.war");
    if (other.isPresent() && round % 2 == 0) {
      before.add(start(site.with(other.get()), path));
    }
    latchkey.add(start(site, path));
    if (other.isPresent() && round % 2 == 1) {
      before.add(start(site.with(other.get()), path));
    }
  }

  private static Start start(Site site, String path) throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = Rig.production(site)) {
      server.configure(Server.configuration(zoom, "bench", Rig.TOKEN));
      long begin = System.nanoTime();
      server.start();
      Rig.await(URI.create(server.url() + path));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      long heap = Jvm.heapMib(server);
      return new Start(took, Jvm.residentMib(server), heap);
    }
  }

  private String table() {
    return String.format(
            Locale.ROOT,
            "%n| %s, medians of %d | first answer s | resident MiB | heap after collection MiB"
                + " |%n|---|---|---|---|%n",
            Rig.name(kind),
            ROUNDS)
        + row("an application of one page", empty)
        + row("an application of one resource that is a CDI bean", bean)
        + row("Latchkey", latchkey)
        + more("**over one page**", empty)
        + more("**over one bean**", bean)
        + (before.isEmpty() ? "" : row("the build before", before) + pairs());
  }

  private String more(String title, List<Start> than) {
    return String.format(
        Locale.ROOT,
        "| %s | **%.2f** | %.0f | %.0f |%n",
        title,
        seconds(latchkey) - seconds(than),
        Rig.median(latchkey, Start::resident) - Rig.median(than, Start::resident),
        Rig.median(latchkey, Start::heap) - Rig.median(than, Start::heap));
  }

  /**
   * Returns the median of the differences, each between two starts that came one after the other.
   */
  private String pairs() {
    List<Integer> all = IntStream.range(0, before.size()).boxed().toList();
    return String.format(
        Locale.ROOT,
        "| **over the build before, median of %d pairs** | **%.2f** | %.0f | %.0f |%n",
        all.size(),
        Rig.median(all, i -> seconds(latchkey.get(i)) - seconds(before.get(i))),
        Rig.median(all, i -> (double) latchkey.get(i).resident - before.get(i).resident),
        Rig.median(all, i -> (double) latchkey.get(i).heap - before.get(i).heap));
  }

  private static double seconds(Start start) {
    return Rig.millis(start.toFirstAnswer) / 1000;
  }

  private static double seconds(List<Start> starts) {
    return Rig.median(starts, StartUp::seconds);
  }

  private static String row(String title, List<Start> starts) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.0f | %.0f |%n",
        title,
        seconds(starts),
        Rig.median(starts, Start::resident),
        Rig.median(starts, Start::heap));
  }
}
