package io.latchkey.mishap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tries each mishap on each real server, and writes {@code docs/mishaps.md}. {@code
 * -Dmishaps.servers} names some of the servers; the document stays as it is then.
 */
public final class Mishaps {

  private static final Path TARGET = Path.of(System.getProperty("program.target"));

  private final MishapsTable table;
  private int faults;

  private Mishaps(List<SupportedServer> servers) {
    table = new MishapsTable(servers);
  }

  public static void main(String... args) throws Exception {
    String chosen = System.getProperty("mishaps.servers", "");
    List<SupportedServer> servers =
        chosen.isEmpty()
            ? List.of(SupportedServer.values())
            : Arrays.stream(chosen.split(",")).map(SupportedServer::ofProfile).toList();
    Mishaps mishaps = new Mishaps(servers);
    for (SupportedServer server : servers) {
      mishaps.tryAllOn(server);
    }
    if (chosen.isEmpty()) {
      mishaps.table.write(Path.of("docs", "mishaps.md"));
    }
    System.out.println(mishaps.faults + " promises broken");
    System.exit(mishaps.faults == 0 ? 0 : 1);
  }

  private void tryAllOn(SupportedServer server) throws Exception {
    Path directory = TARGET.resolve("mishaps").resolve(server.profile());
    run("rm", "-rf", directory.toString());
    Path home = directory.resolve("home");
    copy(server, home);
    RealServer real = new RealServer(server, home, java(server), directory);
    for (Mishap mishap : Mishap.ALL) {
      if (mishap.isPossible().test(server)) {
        record(mishap.name(), real, real.tryMishap(mishap));
      } else {
        table.addImpossible(mishap.name(), server);
      }
    }
    for (LaterMishap mishap : LaterMishap.ALL) {
      if (mishap.isPossible().test(server)) {
        record(mishap.name(), real, real.play(mishap.story()));
      } else {
        table.addImpossible(mishap.name(), server);
      }
    }
    run("rm", "-rf", directory.toString());
  }

  private void record(String mishap, RealServer real, RealServer.Verdict verdict) {
    faults += verdict.faults().size();
    System.out.printf(
        "%s: %s: %.1f s (silent for %.1f): %s %s%n",
        real.server().title(),
        mishap,
        verdict.outcome().took().toMillis() / 1000.0,
        verdict.outcome().longestSilence().toMillis() / 1000.0,
        verdict.outcome().text(),
        verdict.faults().stream()
            .map(fault -> "\n  WRONG: " + fault)
            .collect(Collectors.joining()));
    table.add(mishap, real.server(), verdict);
  }

  private static Path java(SupportedServer server) {
    return Path.of(
        System.getProperty(
            server.leastJava() > 17 ? "mishaps.newer.java" : "latchkey.server.java"));
  }

  private static void copy(SupportedServer server, Path home) throws Exception {
    Path original = Path.of(System.getProperty("home." + server.profile()));
    Files.createDirectories(home.getParent());
    if (server.isPayaraMicro()) {
      Files.createDirectories(home);
      Files.copy(original, home.resolve(server.versionFile()));
    } else {
      run("cp", "-a", original.toString(), home.toString());
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(Arrays.toString(command));
    }
  }
}
