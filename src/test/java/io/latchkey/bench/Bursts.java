package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.Calls;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures a burst at the full hour: a thousand callers within one second, each on its own
 * connection, for accounts that nobody has asked for yet. Each call to Zoom takes 300 ms. The JVM
 * is warm.
 */
public final class Bursts {

  private static final int CALLERS = 1000;
  private static final int ACCOUNTS = 20;

  private static final int ROUNDS = Rig.ROUNDS;

  private static final Duration WARM_UP = Rig.WARM_UP;
  private static final Fault SLOW = Fault.delay(Duration.ofMillis(300));

  private record Burst(int failed, int accessTokens, int zaks, Duration median, Duration slowest) {}

  private final ZoomSimulator zoom;
  private final Server server;

  private Bursts(ZoomSimulator zoom, Server server) {
    this.zoom = zoom;
    this.server = server;
  }

  public static void main(String... args) throws Exception {
    StringBuilder tables = new StringBuilder();
    for (ServerKind kind : Rig.kinds()) {
      try (ZoomSimulator zoom = ZoomSimulator.start(0);
          Server server = Rig.server(kind, "bursts")) {
        tables.append(new Bursts(zoom, server).run());
      }
    }
    System.out.println(tables);
  }

  /** Runs the bursts. Round 0 is a rehearsal for both sides and is not counted. */
  private String run() throws Exception {
    Map<String, String> keys = Server.configuration(zoom, "bench", Rig.TOKEN);
    Server.addAccounts(
        keys, zoom, IntStream.rangeClosed(0, ROUNDS).boxed().flatMap(Bursts::names).toList());
    Rig.start(server, keys);
    System.out.printf("Warming up for %s%n", WARM_UP);
    Load.best().run(Rig.zak(server), 64, WARM_UP);
    zoom.faults().plan(Endpoint.TOKEN, Faults.ANY, Faults.ANY, Faults.FOREVER, SLOW);
    zoom.faults().plan(Endpoint.ZAK, Faults.ANY, Faults.ANY, Faults.FOREVER, SLOW);
    List<Burst> one = new ArrayList<>();
    List<Burst> many = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      System.out.printf("Burst %d of %d%n", round, ROUNDS);
      one.add(burst(List.of(only(round))));
      many.add(burst(others(round)));
    }
    return table(one.subList(1, one.size()), many.subList(1, many.size()));
  }

  private static Stream<String> names(int round) {
    List<String> all = new ArrayList<>(others(round));
    all.add(only(round));
    return all.stream();
  }

  private static String only(int round) {
    return "only" + round;
  }

  private static List<String> others(int round) {
    return IntStream.range(0, ACCOUNTS).mapToObj(i -> "r" + round + "n" + i).toList();
  }

  /** Runs one burst. Each caller has its own thread, which exists before the caller is due. */
  private Burst burst(List<String> accounts) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    long start = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    List<Future<Long>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      URI url = Rig.zak(server, "&account=" + accounts.get(i % accounts.size()));
      long due = start + TimeUnit.SECONDS.toNanos(1) * i / CALLERS;
      callers.add(threads.submit(() -> call(url, due)));
    }
    List<Long> nanos = new ArrayList<>();
    int failed = 0;
    for (Future<Long> caller : callers) {
      try {
        nanos.add(caller.get());
      } catch (ExecutionException notA200) {
        // The answer was not 200, or it did not come within ten seconds (HttpWire).
        failed++;
      }
    }
    threads.shutdown();
    if (nanos.isEmpty()) {
      throw new IllegalStateException("nobody was answered");
    }
    Collections.sort(nanos);
    return new Burst(
        failed,
        calls(accounts, Endpoint.TOKEN),
        calls(accounts, Endpoint.ZAK),
        Duration.ofNanos(nanos.get(nanos.size() / 2)),
        Duration.ofNanos(nanos.get(nanos.size() - 1)));
  }

  /** Makes one call. Returns its time in nanoseconds, counted from the moment when it was due. */
  private static long call(URI url, long due) throws IOException {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    try (Socket socket = HttpWire.connect(url)) {
      socket.getOutputStream().write(HttpWire.get(url));
      var unused = HttpWire.readAnswer(new BufferedInputStream(socket.getInputStream()));
    }
    return System.nanoTime() - due;
  }

  private int calls(List<String> accounts, Endpoint endpoint) {
    Calls calls = zoom.calls();
    return accounts.stream().mapToInt(name -> calls.count(endpoint, name + "-id")).sum();
  }

  private String table(List<Burst> one, List<Burst> many) {
    return String.format(
            Locale.ROOT,
            "%n| %s: 1,000 callers in one second, cold, Zoom at 300 ms | calls to Zoom | without a 200 |"
                + " median ms | slowest ms |%n|---|---|---|---|---|%n",
            Rig.name(server.site().kind()))
        + row("one account", one)
        + row(ACCOUNTS + " accounts", many);
  }

  /** Writes one row: the median of the medians, and in each other column the worst round. */
  private static String row(String title, List<Burst> bursts) {
    return String.format(
        Locale.ROOT,
        "| %s, worst of %d, median of medians | %d + %d | %d | %.0f | %.0f |%n",
        title,
        bursts.size(),
        bursts.stream().mapToInt(Burst::accessTokens).max().orElseThrow(),
        bursts.stream().mapToInt(Burst::zaks).max().orElseThrow(),
        bursts.stream().mapToInt(Burst::failed).max().orElseThrow(),
        Rig.median(bursts, burst -> Rig.millis(burst.median)),
        bursts.stream().mapToDouble(burst -> Rig.millis(burst.slowest)).max().orElseThrow());
  }
}
