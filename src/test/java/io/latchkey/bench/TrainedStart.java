package io.latchkey.bench;

import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the start of Payara Micro with Java's default options with that of other options, such
 * as the image's: the time to the first ZAK, then the answers a second from memory once the server
 * is warm. The options of {@code bench.options} are separated by {@code |}; the word {@code
 * trained} among them stands for an AOT cache, which {@code train} writes first.
 */
public final class TrainedStart {

  private static final String TRAINED = "trained";
  private static final String IMAGE = "-XX:+UseSerialGC " + TRAINED;
  private static final int CONNECTIONS = 64;

  private static final class Variant {
    private final String options;
    private final List<String> javaOptions;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> resident = new ArrayList<>();

    Variant(String options, List<String> javaOptions) {
      this.options = options;
      this.javaOptions = javaOptions;
    }
  }

  private TrainedStart() {}

  public static void main(String... args) throws Exception {
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant("the default", List.of()));
    for (String options : System.getProperty("bench.options", IMAGE).split("\\|")) {
      variants.add(variant(options.strip(), variants.size()));
    }
    for (int round = 0; round < Rig.ROUNDS; round++) {
      for (Variant variant : variants) {
        System.out.printf("round %d of %d, %s%n", round + 1, Rig.ROUNDS, variant.options);
        measure(variant);
      }
      // Forwards and backwards, so that a machine that becomes slower harms none more than another.
      Collections.reverse(variants);
    }
    variants.sort(
        (one, other) ->
            Boolean.compare(one.options.startsWith("-"), other.options.startsWith("-")));
    System.out.println(table(variants));
  }

  private static Variant variant(String options, int number) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(options.split(" +")));
    if (words.remove(TRAINED)) {
      Path cache = Rig.target().resolve("bench").resolve("trained-" + number + ".aot");
      train(cache, String.join(" ", words));
      words.add("-XX:AOTCache=" + cache);
    }
    return new Variant(options, words);
  }

  private static void train(Path cache, String options) throws IOException, InterruptedException {
    System.out.println("Training with " + options);
    Files.createDirectories(cache.getParent());
    Site site = Rig.site(ServerKind.PAYARA_MICRO, "training");
    ProcessBuilder train =
        new ProcessBuilder(site.scripts().resolve("train").toString(), cache.toString());
    train
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME", site.java().toString(),
                "JAVA_OPTS", "-Xmx512m " + options,
                "PAYARA_MICRO", site.home().toString(),
                "LATCHKEY_WAR", site.war().toString(),
                "PORT", Integer.toString(site.ports().callers()),
                "OPS_PORT", Integer.toString(site.ports().ops())));
    if (train.inheritIO().start().waitFor() != 0) {
      throw new IOException("The training failed.");
    }
  }

  private static void measure(Variant variant) throws Exception {
    Site plain = Rig.site(ServerKind.PAYARA_MICRO, "trained");
    List<String> options = new ArrayList<>(plain.javaOptions());
    options.addAll(variant.javaOptions);
    Site site =
        Site.of(
            plain.kind(),
            plain.home(),
            plain.directory(),
            plain.ports(),
            options.toArray(String[]::new));
    Load load = Load.best();
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = Rig.production(site)) {
      server.configure(Server.configuration(zoom, "bench", Rig.TOKEN));
      URI zak = Rig.zak(server);
      long begin = System.nanoTime();
      server.start();
      Rig.await(zak);
      variant.seconds.add(Rig.millis(Duration.ofNanos(System.nanoTime() - begin)) / 1000);
      variant.resident.add((double) Jvm.residentMib(server));
      if (!Rig.WARM_UP.isZero()) {
        load.run(zak, CONNECTIONS, Rig.WARM_UP);
        variant.perSecond.add(load.run(zak, CONNECTIONS, Rig.LENGTH).perSecond());
      }
    }
  }

  private static String table(List<Variant> variants) {
    Variant first = variants.get(0);
    StringBuilder table =
        new StringBuilder(
            String.format(
                "%n| options, medians of %d | first ZAK s | over the default | resident MiB | answers/s | over the default |%n|---|---|---|---|---|---|%n",
                Rig.ROUNDS));
    for (Variant variant : variants) {
      double seconds = median(variant.seconds);
      double perSecond = median(variant.perSecond);
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %.0f | %.0f | %.2f |%n",
              variant.options,
              seconds,
              seconds / median(first.seconds),
              median(variant.resident),
              perSecond,
              perSecond / median(first.perSecond)));
      System.out.println(variant.options + " " + variant.seconds + " " + variant.perSecond);
    }
    return table.toString();
  }

  private static double median(List<Double> values) {
    return values.isEmpty() ? Double.NaN : Rig.median(values, value -> value);
  }
}
