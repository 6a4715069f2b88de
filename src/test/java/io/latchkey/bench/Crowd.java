package io.latchkey.bench;

import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Measures growth as callers see it: a server that holds the ZAKs of many users is asked for random
 * users, and beside that for one user.
 */
public final class Crowd {

  private static final int USERS = Integer.getInteger("bench.users", 100_000);
  private static final int ROUNDS = Rig.ROUNDS;
  private static final Duration LENGTH = Rig.LENGTH;
  private static final Duration WARM_UP = Rig.WARM_UP;
  private static final int CONNECTIONS = 64;

  private final Server server;
  private final URI url;
  private final ClosedLoop load = new ClosedLoop();

  private Crowd(Server server) {
    this.server = server;
    this.url = Rig.zak(server);
  }

  public static void main(String... args) throws Exception {
    StringBuilder tables = new StringBuilder();
    for (ServerKind kind : Rig.kinds()) {
      try (ZoomSimulator zoom = ZoomSimulator.start(0);
          Server server = Rig.server(kind, "crowd")) {
        Map<String, String> keys = Server.configuration(zoom, "bench", Rig.TOKEN);
        keys.put("latchkey.zak.max-users", Integer.toString(USERS));
        keys.put("latchkey.zak.reuse-for", "PT1H");
        keys.put("latchkey.zoom.calls-per-second", "1000");
        Rig.start(server, keys);
        tables.append(new Crowd(server).run());
      }
    }
    System.out.println(tables);
  }

  private String run() throws Exception {
    load.run(url, () -> request(0), CONNECTIONS, WARM_UP.dividedBy(2));
    long before = Jvm.heapMib(server);
    fill();
    long after = Jvm.heapMib(server);
    load.run(url, Crowd::anybody, CONNECTIONS, WARM_UP.dividedBy(2));
    List<Load.Result> one = new ArrayList<>();
    List<Load.Result> many = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      System.out.printf("Round %d of %d%n", round + 1, ROUNDS);
      if (round % 2 == 0) {
        one.add(measured(() -> request(0)));
        many.add(measured(Crowd::anybody));
      } else {
        many.add(measured(Crowd::anybody));
        one.add(measured(() -> request(0)));
      }
    }
    return table(one, many, after - before);
  }

  private Load.Result measured(Supplier<byte[]> requests) throws Exception {
    return load.run(url, requests, CONNECTIONS, LENGTH);
  }

  /**
   * Asks for each user at least once, so that all ZAKs are in memory. The quota bounds the speed.
   */
  private void fill() throws Exception {
    AtomicInteger next = new AtomicInteger();
    while (next.get() < USERS) {
      load.run(url, () -> request(next.getAndIncrement()), 16, Duration.ofSeconds(10));
      System.out.printf(Locale.ROOT, "%,d of %,d users%n", Math.min(next.get(), USERS), USERS);
    }
  }

  private static byte[] anybody() {
    return request(ThreadLocalRandom.current().nextInt(USERS));
  }

  private static byte[] request(int user) {
    return HttpWire.get(
        URI.create(
            "http://localhost/latchkey/zak?token=%s&user=user%d%%40example.com"
                .formatted(Rig.TOKEN, 10_000_000 + user % USERS)));
  }

  private String table(List<Load.Result> one, List<Load.Result> many, long heap) {
    double single = Rig.median(one, Load.Result::perSecond);
    double crowd = Rig.median(many, Load.Result::perSecond);
    return String.format(
        Locale.ROOT,
        "%n| %s, %d connections, medians of %d | requests/s | p99 ms |%n|---|---|---|%n"
            + "| one user | %.0f | %.1f |%n"
            + "| %,d users at random | %.0f | %.1f |%n"
            + "| **time of one request, many / one** | **%.2f** | |%n"
            + "%nHeap for them: %d MiB, their tokens included.%n",
        Rig.name(server.site().kind()),
        CONNECTIONS,
        ROUNDS,
        single,
        Rig.median(one, result -> Rig.millis(result.p99())),
        USERS,
        crowd,
        Rig.median(many, result -> Rig.millis(result.p99())),
        single / crowd,
        heap);
  }
}
