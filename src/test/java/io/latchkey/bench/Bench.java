package io.latchkey.bench;

import io.latchkey.server.PayaraMicro;
import io.latchkey.server.Server;
import io.latchkey.server.Site;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * {@code GET /zak} from memory beside a constant text of the same length, on one server in one run:
 * both warmed up, measured forwards and backwards in turn, medians. Only the ratio means anything.
 */
public final class Bench {

  private static final String TOKEN = "bench-callback-token-0123456789abcdef";
  private static final int CONNECTIONS = Integer.getInteger("bench.connections", 64);
  private static final Duration WARM_UP =
      Duration.ofSeconds(Integer.getInteger("bench.warmup", 60));
  private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("bench.seconds", 8));
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 4);

  private final List<Load.Result> latchkey = new ArrayList<>();
  private final List<Load.Result> constant = new ArrayList<>();

  private Bench() {}

  public static void main(String... args)
      throws IOException, InterruptedException, ExecutionException {
    new Bench().run();
  }

  private void run() throws IOException, InterruptedException, ExecutionException {
    Path target = Path.of(System.getProperty("bench.target", "target"));
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        PayaraMicro server = server(target, zoom)) {
      System.out.print("Payara Micro starts with both applications ");
      if (!server.awaitReady(Duration.ofMinutes(3), () -> System.out.print("."))) {
        throw new IllegalStateException("not ready; see " + server.logFile());
      }
      Load zak = load(server, "/latchkey/zak?token=" + TOKEN);
      Load text = load(server, "/constant/zak");
      System.out.printf("%nWarming up for %s%n", WARM_UP);
      warmUp(zak, text);
      int before = zoom.calls().total();
      measure(zak, text);
      report(zoom.calls().total() - before);
    }
  }

  private static void warmUp(Load zak, Load text) throws InterruptedException, ExecutionException {
    for (int i = 0; i < 4; i++) {
      zak.run(WARM_UP.dividedBy(8));
      text.run(WARM_UP.dividedBy(8));
    }
  }

  private void measure(Load zak, Load text) throws InterruptedException, ExecutionException {
    for (int round = 1; round <= ROUNDS; round++) {
      System.out.printf("Round %d of %d%n", round, ROUNDS);
      if (round % 2 == 1) {
        latchkey.add(zak.run(LENGTH));
        constant.add(text.run(LENGTH));
      } else {
        constant.add(text.run(LENGTH));
        latchkey.add(zak.run(LENGTH));
      }
    }
  }

  private void report(int callsToZoom) {
    System.out.printf(
        "%n%d connections, medians of %d rounds of %s%n", CONNECTIONS, ROUNDS, LENGTH);
    System.out.printf("%-28s %12s %10s %10s%n", "", "requests/s", "p50 ms", "p99 ms");
    row("constant text", constant);
    row("GET /zak from memory", latchkey);
    System.out.printf(
        "%-28s %12.2f %10.2f %10.2f%n",
        "ratio",
        ratio(Load.Result::perSecond),
        ratio(result -> result.p50().toNanos()),
        ratio(result -> result.p99().toNanos()));
    System.out.printf(
        "calls to Zoom meanwhile: %d (renewals in the background, one in %d s)%n%n",
        callsToZoom, 45);
  }

  private static void row(String name, List<Load.Result> results) {
    System.out.printf(
        "%-28s %12.0f %10.2f %10.2f%n",
        name,
        median(results, Load.Result::perSecond),
        median(results, result -> millis(result, Load.Result::p50)),
        median(results, result -> millis(result, Load.Result::p99)));
  }

  private static double millis(Load.Result result, Function<Load.Result, Duration> latency) {
    return latency.apply(result).toNanos() / 1e6;
  }

  private double ratio(ToDoubleFunction<Load.Result> figure) {
    return median(latchkey, figure) / median(constant, figure);
  }

  private static double median(List<Load.Result> results, ToDoubleFunction<Load.Result> figure) {
    List<Double> sorted =
        results.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static Load load(PayaraMicro server, String pathAndQuery) {
    return new Load(URI.create(server.url() + pathAndQuery), CONNECTIONS);
  }

  private static PayaraMicro server(Path target, ZoomSimulator zoom) throws IOException {
    Path directory = target.resolve("bench");
    Files.createDirectories(directory);
    Path constant = directory.resolve("constant.war");
    ShrinkWrap.create(WebArchive.class, "constant.war")
        .addClasses(ConstantText.class, ConstantText.Resource.class)
        .as(ZipExporter.class)
        .exportTo(constant.toFile(), true);
    Site site = Site.ofThisBuild(directory, Site.Ports.free(), "-Xmx512m");
    PayaraMicro server = new PayaraMicro(site, List.of("--deploy", constant.toString()));
    server.configure(Server.configuration(zoom, "bench", TOKEN));
    server.start();
    return server;
  }
}
