package io.latchkey.bench;

import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Measures what callers cost who wait for Zoom: 300 at once, each for another account, so that each
 * needs a call of its own, which takes a second. Counts the threads of the server while they wait,
 * its processor time, and the memory that it holds afterwards.
 */
public final class WaitingCallers {

  private static final int CALLERS = 300;
  private static final int REHEARSALS = 4;
  private static final Duration CALL = Duration.ofSeconds(1);

  private record Round(
      int failed, int threads, double cpuMillis, double slowestMillis, double resident) {}

  private WaitingCallers() {}

  public static void main(String... args) throws Exception {
    StringBuilder table =
        new StringBuilder(
            String.format(
                "%n| 300 callers who wait a second, medians of %d | without a 200 | threads | CPU ms | slowest ms | resident MiB |%n|---|---|---|---|---|---|%n",
                Rig.ROUNDS));
    for (ServerKind kind : Rig.kinds()) {
      table.append(row(Rig.name(kind), measure(Rig.site(kind, "waiting"))));
      Optional<Path> before = Rig.buildBefore("latchkey.war");
      if (before.isPresent()) {
        Site site = Rig.site(kind, "waiting-before").with(before.get());
        table.append(row(Rig.name(kind) + ", the other build", measure(site)));
      }
    }
    System.out.println(table);
  }

  private static List<Round> measure(Site site) throws Exception {
    List<Round> rounds = new ArrayList<>();
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = Rig.production(site)) {
      Map<String, String> keys = Server.configuration(zoom, "bench", Rig.TOKEN);
      Server.addAccounts(
          keys, zoom, IntStream.range(0, CALLERS).mapToObj(account -> "a" + account).toList());
      Rig.start(server, keys);
      System.out.println("Warming up: every account once");
      for (int account = 0; account < CALLERS; account++) {
        Rig.await(Rig.zak(server, "&account=a" + account));
      }
      zoom.faults().plan(Endpoint.ZAK, Faults.ANY, Faults.ANY, Faults.FOREVER, Fault.delay(CALL));
      // The first rounds are rehearsals: the JVM is cold, and not every caller is answered in time.
      for (int round = -REHEARSALS; round < Rig.ROUNDS; round++) {
        Round waited = wait(server, "user" + (round + REHEARSALS));
        if (round >= 0) {
          rounds.add(waited);
        }
      }
    }
    return rounds;
  }

  private static Round wait(Server server, String user) throws Exception {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    double cpu = cpuMillis(server);
    long begin = System.nanoTime();
    List<CompletableFuture<Double>> callers = new ArrayList<>();
    for (int account = 0; account < CALLERS; account++) {
      URI zak = Rig.zak(server, "&account=a" + account + "&user=" + user);
      callers.add(
          http.sendAsync(
                  HttpRequest.newBuilder(zak).build(), HttpResponse.BodyHandlers.discarding())
              .thenApply(answer -> millisIfOk(answer.statusCode(), begin)));
    }
    // While most of them wait.
    Thread.sleep(CALL.toMillis() / 2);
    int threads = Jvm.threads(server);
    int failed = 0;
    double slowest = 0;
    for (CompletableFuture<Double> caller : callers) {
      failed += Double.isNaN(caller.join()) ? 1 : 0;
      slowest = Math.max(slowest, Rig.millis(Duration.ofNanos(System.nanoTime() - begin)));
    }
    return new Round(failed, threads, cpuMillis(server) - cpu, slowest, Jvm.residentMib(server));
  }

  private static double millisIfOk(int status, long begin) {
    return status == 200 ? Rig.millis(Duration.ofNanos(System.nanoTime() - begin)) : Double.NaN;
  }

  private static double cpuMillis(Server server) throws Exception {
    return Rig.millis(
        server.process().orElseThrow().info().totalCpuDuration().orElse(Duration.ZERO));
  }

  private static String row(String title, List<Round> rounds) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.0f | %.0f | %.0f | %.0f |%n",
        title,
        rounds.stream().mapToInt(Round::failed).sum(),
        Rig.median(rounds, Round::threads),
        Rig.median(rounds, Round::cpuMillis),
        Rig.median(rounds, Round::slowestMillis),
        Rig.median(rounds, Round::resident));
  }
}
