package io.latchkey.bench.instances;

import io.latchkey.bench.Rig;
import io.latchkey.server.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the clocks of servers wrong, by {@code -Dbench.clocks=-600,0,600} in seconds: all of the
 * first server's process, then of the second's, and so on. Needs Linux and a C compiler.
 */
final class SkewedClocks {

  private final List<Long> seconds;

  private SkewedClocks(List<Long> seconds) {
    this.seconds = seconds;
  }

  static SkewedClocks asConfigured() {
    return new SkewedClocks(
        Arrays.stream(System.getProperty("bench.clocks", "").split(","))
            .filter(each -> !each.isBlank())
            .map(each -> Long.parseLong(each.strip()))
            .toList());
  }

  /**
   * Sets the clock of a server that is not started yet.
   *
   * @param number of the server, from zero
   */
  void set(Server server, int number) throws IOException, InterruptedException {
    if (number < seconds.size() && seconds.get(number) != 0) {
      server.variables().put("LD_PRELOAD", library().toString());
      server.variables().put("SKEW_SECONDS", Long.toString(seconds.get(number)));
    }
  }

  String inWords() {
    return seconds.isEmpty() ? "right" : "wrong by " + seconds + " s";
  }

  private static Path library() throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Rig.target().resolve("bench"));
    Path source = directory.resolve("skewed-clock.c");
    try (InputStream text = Rig.class.getResourceAsStream("skewed-clock.c")) {
      Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path library = directory.resolve("skewed-clock.so");
    int status =
        new ProcessBuilder(
                "cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("cc ended with " + status + " for " + source);
    }
    return library;
  }
}
