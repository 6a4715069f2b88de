package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Sets up servers to be measured, as they run in production: with both JIT compilers, of which the
 * tests use only the first, and with a heap of 512 MiB.
 */
public final class Rig {

  public static final String TOKEN = "bench-callback-token-0123456789abcdef";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration TO_START = Duration.ofMinutes(3);

  /** The number of rounds. The figures are medians over the rounds. */
  static final int ROUNDS = Integer.getInteger("bench.rounds", 4);

  /** The length of one round. */
  static final Duration LENGTH = seconds("bench.seconds", 8);

  /** The time to warm a server up before the first round. */
  static final Duration WARM_UP = seconds("bench.warmup", 120);

  /** The requests a second, where the rate is even. */
  static final int PER_SECOND = Integer.getInteger("bench.per-second", 1000);

  private Rig() {}

  public static Duration seconds(String property, int otherwise) {
    return Duration.ofSeconds(Integer.getInteger(property, otherwise));
  }

  /** Returns the servers to measure, from {@code bench.servers}. */
  public static List<ServerKind> kinds() {
    return Arrays.stream(System.getProperty("bench.servers", "payara-micro,wildfly").split(","))
        .map(ServerKind::of)
        .toList();
  }

  public static Path target() {
    return Path.of(System.getProperty("program.target"));
  }

  /**
   * Returns a copy of another build of the WAR, to be measured beside this one; empty unless {@code
   * bench.before} is set.
   *
   * @param name the file name of the copy, which decides its context root
   */
  public static Optional<Path> buildBefore(String name) throws IOException {
    String before = System.getProperty("bench.before", "");
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Path copy = target().resolve("bench/before").resolve(name);
    Files.createDirectories(copy.getParent());
    return Optional.of(Files.copy(Path.of(before), copy, StandardCopyOption.REPLACE_EXISTING));
  }

  /** Returns a server that is not configured yet. */
  public static Server server(ServerKind kind, String purpose) throws IOException {
    return production(site(kind, purpose));
  }

  /**
   * Returns the site of a server.
   *
   * @param purpose the end of the name of its directory, which is empty then
   */
  public static Site site(ServerKind kind, String purpose) throws IOException {
    String home = System.getProperty("home." + kind.directory());
    if (home == null) {
      throw new IllegalArgumentException("bench.servers names a server that is not one of ours");
    }
    Path directory = target().resolve("bench").resolve(kind.directory() + "-" + purpose);
    deleteWithAllIn(directory);
    return Site.of(kind, Path.of(home), directory, Site.Ports.free(), "-Xmx512m");
  }

  /** Deletes what an earlier run has left, if anything. */
  public static void deleteWithAllIn(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  public static Server production(Site site) {
    Server server = site.kind().at(site);
    // Replaces the option of the tests, which switches the second JIT compiler off.
    server.variables().put("JAVA_TOOL_OPTIONS", "");
    return server;
  }

  /** Configures and starts the server, and waits until Latchkey is ready. */
  public static void start(Server server, Map<String, String> keys)
      throws IOException, InterruptedException {
    server.configure(keys);
    startAgain(server);
  }

  /** Starts a server that was configured before, and waits until Latchkey is ready. */
  public static void startAgain(Server server) throws IOException, InterruptedException {
    System.out.print(name(server.site().kind()) + " starts ");
    server.start();
    if (!server.awaitReady(TO_START, () -> System.out.print("."))) {
      throw new IllegalStateException("not ready; see " + server.logFile());
    }
    System.out.println();
  }

  /** Waits until the URL answers 200. */
  public static void await(URI url) throws InterruptedException {
    long end = System.nanoTime() + TO_START.toNanos();
    while (!answers(url)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no 200 from " + url.getPath());
      }
      Thread.sleep(10);
    }
  }

  private static boolean answers(URI url) throws InterruptedException {
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2)).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  static URI zak(Server server) {
    return zak(server, "");
  }

  /**
   * Returns the URL that a platform calls.
   *
   * @param more further parameters, beginning with an ampersand; empty for none
   */
  public static URI zak(Server server, String more) {
    return URI.create(server.url() + "/latchkey/zak?token=" + TOKEN + more);
  }

  public static String name(ServerKind kind) {
    return switch (kind) {
      case PAYARA_MICRO -> "Payara Micro";
      case PAYARA_SERVER -> "Payara Server";
      case WILDFLY -> "WildFly";
      case OPEN_LIBERTY -> "Open Liberty";
      case GLASSFISH -> "GlassFish";
    };
  }

  // --- applications to compare with

  static Path constantText() throws IOException {
    return exported(war("constant.war", ConstantText.class, ConstantText.Resource.class));
  }

  static Path cdiText() throws IOException {
    return exported(
        war("cdi.war", CdiText.class, CdiText.Resource.class)
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml"));
  }

  static Path servletText() throws IOException {
    return exported(war("servlet.war", ServletText.class));
  }

  static Path naive(ZoomSimulator zoom) throws IOException {
    zoom.account(NaiveZak.ID, NaiveZak.CLIENT, NaiveZak.SECRET);
    return exported(
        war("naive.war", NaiveZak.class, NaiveZak.Resource.class)
            .addAsResource(new StringAsset(zoom.url().toString()), NaiveZak.ZOOM));
  }

  static Path empty() throws IOException {
    return exported(
        ShrinkWrap.create(WebArchive.class, "empty.war")
            .addAsWebResource(new StringAsset("GET /zak"), "index.html"));
  }

  private static WebArchive war(String name, Class<?>... classes) {
    return ShrinkWrap.create(WebArchive.class, name).addClasses(classes);
  }

  private static Path exported(WebArchive war) throws IOException {
    Path directory = Files.createDirectories(target().resolve("bench"));
    Path file = directory.resolve(war.getName());
    war.as(ZipExporter.class).exportTo(file.toFile(), true);
    return file;
  }

  // --- figures

  public static <T> double median(List<T> results, ToDoubleFunction<T> figure) {
    List<Double> sorted = new ArrayList<>(results.stream().map(figure::applyAsDouble).toList());
    sorted.sort(Comparator.naturalOrder());
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  public static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
