package io.latchkey.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.check.Step.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogSearchTest {

  private static final String NOW = "latchkey-check-2";
  private static final String BEFORE = "latchkey-check-1";

  @TempDir private Path directory;

  private Step check(Path... places) {
    return new AccessLogSearch(List.of(places)).check("Access log", List.of(NOW, BEFORE));
  }

  private Path log(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void check_tokenInAFile_fails_andNamesTheFile() throws IOException {
    Path log = log("access.log", "GET /latchkey/zak?token=" + NOW + " HTTP/1.1\n");
    Step step = check(log);
    assertEquals(Result.FAILED, step.result());
    assertTrue(step.finding().contains(log.toString()), step.finding());
  }

  /**
   * A server may write its access log only every five minutes, so the log may hold an earlier
   * token.
   */
  @Test
  void check_tokenOfAnEarlierCheck_fails() throws IOException {
    assertEquals(Result.FAILED, check(log("a", "?token=" + BEFORE)).result());
  }

  @Test
  void check_directory_looksIntoAllItsFiles() throws IOException {
    log("error.log", "nothing");
    log("access.1", "GET /zak?token=" + NOW);
    assertEquals(Result.FAILED, check(directory).result());
  }

  @Test
  void check_longFile_looksAtItsEndAlone() throws IOException {
    String line = "GET /latchkey/zak\n";
    log("access.log", "?token=" + NOW + "\n" + line.repeat(100_000));
    assertEquals(Result.PASSED, check(directory).result());
    log("access.log", line.repeat(200_000) + "?token=" + NOW + "\n" + line.repeat(1000));
    assertEquals(Result.FAILED, check(directory).result());
  }

  @Test
  void check_writtenWithoutTheToken_passes() throws IOException {
    assertEquals(Result.PASSED, check(log("access.log", "GET /latchkey/zak\n")).result());
  }

  @Test
  void check_nothingWrittenYet_isNotLookedAt_andSaysHowToGoOn() throws IOException {
    Path log = log("access.log", "GET /latchkey/zak\n");
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(60)));
    Step step = check(log);
    assertEquals(Result.SKIPPED, step.result());
    assertTrue(step.next().contains("in some minutes"));
  }

  @Test
  void check_anotherFileOfTheDirectoryWasWritten_isNotLookedAt() throws IOException {
    Path log = log("access.log", "GET /latchkey/zak\n");
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(60)));
    log("server.log", "INFO: something else\n");
    assertEquals(Result.SKIPPED, check(directory).result());
  }

  @Test
  void check_placeThatIsNotThere_fails() {
    Step step = check(directory.resolve("nowhere"));
    assertEquals(Result.FAILED, step.result());
    assertTrue(step.finding().contains("latchkey.access-log cannot be read"), step.finding());
  }

  @Test
  void check_noPlaceKnown_saysWhatToLookForOneself() {
    Step step = check();
    assertEquals(Result.SKIPPED, step.result());
    assertTrue(step.next().contains("grep -rl '" + NOW + "'"));
  }
}
