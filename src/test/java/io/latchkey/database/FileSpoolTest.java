package io.latchkey.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.latchkey.grant.GrantId;
import io.latchkey.grant.NewTokens;
import io.latchkey.grant.UnsavedTokens.Spool;
import io.latchkey.secret.Secret;
import io.latchkey.token.TestTime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSpoolTest {

  private static final GrantId GRANT = new GrantId("g_0123456789abcdefghjkmnpqrs");

  @TempDir private Path directory;

  private final TestTime time = new TestTime();

  private FileSpool spool(MasterKeys keys) {
    return new FileSpool(directory, keys, time);
  }

  private NewTokens tokens() {
    return new NewTokens(
        Secret.of("refresh-token-of-zoom"),
        Secret.of("access-token-of-zoom"),
        Duration.ofHours(1),
        time.instant(),
        URI.create("https://api.zoom.us"),
        null);
  }

  @Test
  void tokens_comeBack_andAreNotReadable() throws IOException {
    FileSpool spool = spool(TestDatabase.keys());
    spool.write(GRANT, 7, tokens());
    Path file = directory.resolve(GRANT + "-7");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(Files.readString(file, UTF_8).contains("zoom-"));
    Spool.Entry entry = spool(TestDatabase.keys()).entries().get(0);
    assertEquals(GRANT, entry.grant());
    assertEquals(7, entry.generation());
    assertEquals(tokens().refreshToken(), entry.tokens().refreshToken());
    assertEquals(tokens().accessToken(), entry.tokens().accessToken());
    assertEquals(tokens().apiUrl(), entry.tokens().apiUrl());
    spool.delete(GRANT, 7);
    assertEquals(List.of(), spool.entries());
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void fileThatCannotBeRead_doesNotKeepTheOthersBack() throws IOException {
    FileSpool spool = spool(TestDatabase.keys());
    spool.write(GRANT, 7, tokens());
    Files.writeString(directory.resolve(GRANT + "-8"), "cut off");
    Files.writeString(directory.resolve("of-somebody-else"), "");
    assertEquals(1, spool.entries().size());
    assertEquals(List.of(), spool(TestDatabase.keys(2)).entries(), "another key");
  }
}
