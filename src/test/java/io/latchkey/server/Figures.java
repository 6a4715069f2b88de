package io.latchkey.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/**
 * Writes what a run has measured of a server, for the table that {@code .ci/table} prints. No test
 * asserts these numbers.
 */
public final class Figures {

  private Figures() {}

  /** Writes the numbers of this moment, just after the first ZAK. */
  public static void write(Server server, Duration toFirstZak) throws IOException {
    Path directory = Path.of(System.getProperty("latchkey.figures"));
    Files.createDirectories(directory);
    // Measured first, because measuring the heap collects garbage.
    long resident = Jvm.residentMib(server);
    Files.writeString(
        directory.resolve(ServerKind.nameInThisBuild() + ".figures"),
        String.format(
            Locale.ROOT,
            "java=%s%nseconds=%.1f%nresident=%d%nheap=%d%n",
            javaVersion(server),
            toFirstZak.toMillis() / 1000.0,
            resident,
            Jvm.heapMib(server)),
        UTF_8);
  }

  private static String javaVersion(Server server) throws IOException {
    Properties release = new Properties();
    release.load(Files.newBufferedReader(server.site().java().resolve("release"), UTF_8));
    return release.getProperty("JAVA_VERSION").replace("\"", "");
  }
}
