package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures whether callers notice a renewal, at an even rate of requests. It compares the minute
 * around a renewal with a minute without one. It also compares the second of the renewal with a
 * quiet second, since a minute would hide the 300 ms that Zoom takes. Here a ZAK is reused for 160
 * s, so it is renewed every 120 s.
 */
public final class Renewal {

  private static final int PER_SECOND = Rig.PER_SECOND;
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = Rig.ROUNDS;
  private static final Duration WARM_UP = Rig.WARM_UP;
  private static final String ID = "bench";
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration BEFORE = Duration.ofSeconds(30);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration JUST_BEFORE = Duration.ofMillis(200);
  private static final Duration PERIOD = Duration.ofSeconds(120);

  private record Minutes(Window quiet, Window renewal) {}

  /** The latencies of a minute, and of one second in it. */
  private record Window(Duration p99, Duration p99OfSecond, Duration slowestOfSecond) {

    static Window of(EvenLoad load, long minute, long second) {
      return new Window(
          load.result(minute, minute + MINUTE.toNanos()).p99(),
          load.result(second, second + SECOND.toNanos()).p99(),
          load.slowest(second, second + SECOND.toNanos()));
    }
  }

  private Renewal() {}

  public static void main(String... args) throws Exception {
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%n| at %d requests a second, medians of %d | quiet | with a renewal | ratio |%n"
                    + "|---|---|---|---|%n",
                PER_SECOND,
                ROUNDS));
    for (ServerKind kind : Rig.kinds()) {
      try (ZoomSimulator zoom = ZoomSimulator.start(0);
          Server server = Rig.server(kind, "renewal")) {
        table.append(rows(kind, run(zoom, server)));
      }
    }
    System.out.println(table);
  }

  private static List<Minutes> run(ZoomSimulator zoom, Server server) throws Exception {
    Map<String, String> keys = Server.configuration(zoom, ID, Rig.TOKEN);
    keys.put("latchkey.zak.reuse-for", "PT160S");
    Rig.start(server, keys);
    System.out.printf("Warming up for %s%n", WARM_UP);
    Load.best().run(Rig.zak(server), 64, WARM_UP);
    zoom.faults()
        .plan(Endpoint.ZAK, ID, Faults.ANY, Faults.FOREVER, Fault.delay(Duration.ofMillis(300)));
    List<Minutes> minutes = new ArrayList<>();
    try (EvenLoad load = EvenLoad.start(Rig.zak(server), CONNECTIONS, PER_SECOND)) {
      long renewed = nextRenewal(zoom);
      for (int round = 0; round < ROUNDS; round++) {
        System.out.printf("Round %d of %d%n", round + 1, ROUNDS);
        long quiet = renewed + SETTLE.toNanos();
        renewed = nextRenewal(zoom);
        long around = renewed - BEFORE.toNanos();
        load.runUntil(around + MINUTE.toNanos());
        minutes.add(
            new Minutes(
                Window.of(load, quiet, quiet + BEFORE.toNanos()),
                Window.of(load, around, renewed - JUST_BEFORE.toNanos())));
      }
    }
    return minutes;
  }

  /**
   * Waits until Zoom is asked for the next ZAK. Returns that moment, by {@link System#nanoTime}.
   */
  private static long nextRenewal(ZoomSimulator zoom) throws InterruptedException {
    int before = zoom.calls().count(Endpoint.ZAK, ID);
    long end = System.nanoTime() + PERIOD.multipliedBy(2).toNanos();
    while (zoom.calls().count(Endpoint.ZAK, ID) == before) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no renewal within " + PERIOD.multipliedBy(2));
      }
      Thread.sleep(20);
    }
    return System.nanoTime();
  }

  private static String rows(ServerKind kind, List<Minutes> minutes) {
    String name = Rig.name(kind);
    return row(name + ", p99 of the minute, ms", minutes, Window::p99)
        + row(name + ", p99 of the second, ms", minutes, Window::p99OfSecond)
        + row(name + ", slowest of the second, ms", minutes, Window::slowestOfSecond);
  }

  private static String row(
      String title, List<Minutes> minutes, Function<Window, Duration> latency) {
    double quiet = Rig.median(minutes, each -> Rig.millis(latency.apply(each.quiet)));
    double renewal = Rig.median(minutes, each -> Rig.millis(latency.apply(each.renewal)));
    return String.format(
        Locale.ROOT, "| %s | %.2f | %.2f | **%.2f** |%n", title, quiet, renewal, renewal / quiet);
  }
}
