package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures growth with the configuration: a server with 64 more callers of two callback tokens
 * each, and with 200 accounts, beside a server with one caller and one account. Both run at the
 * same time and are asked in turn.
 */
public final class ManyCallers {

  private static final int CALLERS = 64;
  private static final int ACCOUNTS = 200;
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = Rig.ROUNDS;

  private record Figure(Load.Result load, double cpuMicros) {}

  private final Load load;

  private ManyCallers(Load load) {
    this.load = load;
  }

  public static void main(String... args) throws Exception {
    for (ServerKind kind : Rig.kinds()) {
      System.out.println(new ManyCallers(Load.best()).run(kind));
    }
  }

  private String run(ServerKind kind) throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server small = Rig.server(kind, "one-caller");
        Server large = Rig.server(kind, "many-callers")) {
      Rig.start(small, Server.configuration(zoom, "bench", Rig.TOKEN));
      Rig.start(large, manyKeys(zoom));
      URI smallUrl = Rig.zak(small);
      URI largeUrl =
          URI.create(
              "%s/latchkey/zak?token=%s&account=%s"
                  .formatted(large.url(), token(CALLERS, "b"), account(ACCOUNTS)));
      Rig.await(smallUrl);
      Rig.await(largeUrl);
      load.run(smallUrl, CONNECTIONS, Rig.WARM_UP.dividedBy(2));
      load.run(largeUrl, CONNECTIONS, Rig.WARM_UP.dividedBy(2));
      List<Figure> one = new ArrayList<>();
      List<Figure> many = new ArrayList<>();
      try (JvmCost smallCost = JvmCost.of(small);
          JvmCost largeCost = JvmCost.of(large)) {
        for (int round = 0; round < ROUNDS; round++) {
          System.out.printf("Round %d of %d%n", round + 1, ROUNDS);
          one.add(measured(smallUrl, smallCost));
          many.add(measured(largeUrl, largeCost));
        }
      }
      return table(kind, one, many);
    }
  }

  private static Map<String, String> manyKeys(ZoomSimulator zoom) {
    Map<String, String> keys = Server.configuration(zoom, "bench", Rig.TOKEN);
    Server.addAccounts(
        keys, zoom, IntStream.rangeClosed(2, ACCOUNTS).mapToObj(ManyCallers::account).toList());
    List<String> names = new ArrayList<>();
    for (int number = 1; number <= CALLERS; number++) {
      names.add("caller" + number);
      keys.put(
          "latchkey.caller.caller" + number + ".token",
          token(number, "a") + "," + token(number, "b"));
    }
    keys.put("latchkey.callers", String.join(",", names));
    return keys;
  }

  private static String account(int number) {
    return "account" + number;
  }

  private static String token(int caller, String name) {
    return "callback-token-%s-of-one-caller-%03d".formatted(name, caller);
  }

  private Figure measured(URI url, JvmCost cost) throws Exception {
    JvmCost.Spent before = cost.soFar();
    Load.Result result = load.run(url, CONNECTIONS, Rig.LENGTH);
    Duration cpu = cost.soFar().cpuSince(before);
    return new Figure(result, cpu.toNanos() / 1e3 / result.requests());
  }

  private static String table(ServerKind kind, List<Figure> one, List<Figure> many) {
    double onePerSecond = Rig.median(one, figure -> figure.load.perSecond());
    double manyPerSecond = Rig.median(many, figure -> figure.load.perSecond());
    double oneMicros = Rig.median(one, Figure::cpuMicros);
    double manyMicros = Rig.median(many, Figure::cpuMicros);
    return String.format(
        Locale.ROOT,
        "%n| %s, %d connections, medians of %d rounds of %d s | requests/s | CPU µs a request |"
            + "%n|---|---|---|%n| one caller, one account | %.0f | %.1f |%n"
            + "| %d callers of two callback tokens, %d accounts | %.0f | %.1f |%n"
            + "| **many / one** | **%.2f** | **%.2f** |%n",
        Rig.name(kind),
        CONNECTIONS,
        ROUNDS,
        Rig.LENGTH.toSeconds(),
        onePerSecond,
        oneMicros,
        CALLERS,
        ACCOUNTS,
        manyPerSecond,
        manyMicros,
        manyPerSecond / onePerSecond,
        manyMicros / oneMicros);
  }
}
