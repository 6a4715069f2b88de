package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import io.latchkey.simulator.ZoomSimulator;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures how long the very first caller waits once the server says that it is ready, and how long
 * all of that takes from the start of the process. All processor cores are busy with other work
 * meanwhile. {@code -Dbench.before} names another build of the WAR, which is started in turn with
 * this one.
 */
public final class FirstRequest {

  private static final int ROUNDS = Rig.ROUNDS;

  /** The number of busy loops beside each start; by default the number of processor cores. */
  private static final int BUSY =
      Integer.getInteger("bench.busy", Runtime.getRuntime().availableProcessors());

  private static final Duration TO_START = Duration.ofMinutes(4);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private record Start(Duration toReady, Duration firstAnswer, Duration toFirstAnswer) {}

  private FirstRequest() {}

  public static void main(String... args) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    for (int core = 0; core < BUSY; core++) {
      keepBusy(over);
    }
    StringBuilder table =
        new StringBuilder(
            String.format(
                "%n%d starts each, beside %d busy loops%n%n| server | build | to ready s (median)"
                    + " | first answer s (median) | worst | to the first ZAK s (median) |%n"
                    + "|---|---|---|---|---|---|%n",
                ROUNDS, BUSY));
    for (ServerKind kind : Rig.kinds()) {
      measure(kind, table);
    }
    over.set(true);
    System.out.println(table);
    System.exit(0);
  }

  private static void keepBusy(AtomicBoolean over) {
    Thread thread =
        new Thread(
            () -> {
              long spun = 0;
              while (!over.get()) {
                spun++;
              }
              System.out.println("spun " + spun);
            },
            "busy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void measure(ServerKind kind, StringBuilder table) throws Exception {
    List<Start> before = new ArrayList<>();
    List<Start> now = new ArrayList<>();
    Optional<Path> other = Rig.buildBefore("latchkey.war");
    for (int round = 0; round < ROUNDS; round++) {
      if (other.isPresent()) {
        before.add(start(Rig.site(kind, "first-before").with(other.get()), round));
      }
      now.add(start(Rig.site(kind, "first"), round));
    }
    if (other.isPresent()) {
      table.append(row(kind, "before", before));
    }
    table.append(row(kind, "this one", now));
  }

  private static Start start(Site site, int round) throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = Rig.production(site)) {
      server.configure(Server.configuration(zoom, "bench", Rig.TOKEN));
      long begin = System.nanoTime();
      server.start();
      awaitReady(server);
      long ready = System.nanoTime();
      int status =
          HTTP.send(
                  HttpRequest.newBuilder(Rig.zak(server)).timeout(TO_START).build(),
                  BodyHandlers.discarding())
              .statusCode();
      long answered = System.nanoTime();
      Start start =
          new Start(
              Duration.ofNanos(ready - begin),
              Duration.ofNanos(answered - ready),
              Duration.ofNanos(answered - begin));
      System.out.printf(
          "%s, start %d: ready after %.1f s, then %d in %.0f ms%n",
          Rig.name(site.kind()),
          round + 1,
          Rig.millis(start.toReady) / 1000,
          status,
          Rig.millis(start.firstAnswer));
      if (status != 200) {
        throw new IllegalStateException("the first caller got " + status);
      }
      return start;
    }
  }

  /**
   * Waits until the server is ready. Sends no request to Latchkey itself, since that would warm it
   * up.
   */
  private static void awaitReady(Server server) throws InterruptedException {
    long end = System.nanoTime() + TO_START.toNanos();
    while (!server.isReady()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not ready");
      }
      Thread.sleep(50);
    }
  }

  private static String row(ServerKind kind, String build, List<Start> starts) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f | %.2f | %.2f | %.1f |%n",
        Rig.name(kind),
        build,
        Rig.median(starts, start -> Rig.millis(start.toReady) / 1000),
        Rig.median(starts, start -> Rig.millis(start.firstAnswer) / 1000),
        starts.stream().mapToDouble(start -> Rig.millis(start.firstAnswer) / 1000).max().orElse(0),
        Rig.median(starts, start -> Rig.millis(start.toFirstAnswer) / 1000));
  }
}
