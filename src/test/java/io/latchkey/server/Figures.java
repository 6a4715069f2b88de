package io.latchkey.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/** What a run measured of a server, for the table that {@code .ci/table} prints; never asserted. */
public final class Figures {

  private Figures() {}

  /** Writes what is true now, just after the first ZAK. */
  public static void write(Server server, Duration toFirstZak) throws IOException {
    Path directory = Path.of(System.getProperty("latchkey.figures"));
    Files.createDirectories(directory);
    long resident = Jvm.residentMib(server);
    Files.writeString(
        directory.resolve(server.site().kind().directory() + ".figures"),
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
