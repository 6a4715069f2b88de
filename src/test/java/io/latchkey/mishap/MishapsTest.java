package io.latchkey.mishap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that each mistake of a newcomer ends {@code run} or {@code configure} at once, with one
 * sentence that says what to do, and leaves nothing behind. The servers are stand-ins here; {@link
 * Mishaps} tries the same on real ones.
 */
class MishapsTest {

  @TempDir private Path directory;

  static Stream<String> mishaps() {
    return Mishap.ALL.stream().map(Mishap::name);
  }

  @ParameterizedTest
  @MethodSource("mishaps")
  void mishap_endsWithOneSentence_andNothingIsLeft(String name) throws Exception {
    Mishap mishap =
        Mishap.ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    for (SupportedServer server : SupportedServer.values()) {
      if (mishap.isPossible().test(server)) {
        tryOn(server, mishap);
      }
    }
  }

  private void tryOn(SupportedServer server, Mishap mishap) throws Exception {
    Path home = standIn(server);
    Path java = directory.resolve("java");
    Attempt.executable(
        java.resolve("bin").resolve("java"), "echo 'openjdk version \"25.0.1\"' >&2");
    try (Attempt attempt =
        new Attempt(server, home, java, directory.resolve(server.profile() + "-scratch"))) {
      mishap.preparation().prepare(attempt);
      DirectoryContents before = DirectoryContents.of(home);
      Outcome outcome = attempt.start().outcome(Duration.ofSeconds(30));
      assertNotEquals(0, outcome.status(), outcome.text());
      assertTrue(outcome.text().matches(mishap.sentence()), server + ": " + outcome.text());
      assertEquals(List.of(), before.changes(DirectoryContents.of(home)), server::toString);
    }
  }

  private Path standIn(SupportedServer server) throws IOException {
    Path home = directory.resolve(server.profile());
    for (String command : List.of("asadmin", "jboss-cli.sh", "server")) {
      Attempt.executable(home.resolve("bin").resolve(command), "exit 0");
    }
    Path versionFile = home.resolve(server.versionFile());
    Files.createDirectories(versionFile.getParent());
    Files.writeString(versionFile, server.version() + "\n");
    return home;
  }

  @Test
  void document_namesEachMishap() throws IOException {
    String document = Files.readString(Path.of("docs/mishaps.md"));
    for (Mishap mishap : Mishap.ALL) {
      assertTrue(document.contains("| " + mishap.name() + " |"), mishap.name());
    }
    for (SupportedServer server : SupportedServer.values()) {
      assertTrue(document.contains(server.title()), server.title());
    }
  }
}
