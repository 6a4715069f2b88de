package io.latchkey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.AppKind;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.grant.EmailAddresses;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the configuration says of General apps and of their database. */
class DatabaseReaderTest {

  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Map<String, String> given = new HashMap<>();
  private final Path directory;

  DatabaseReaderTest() throws IOException {
    directory = Files.createDirectories(Path.of("target/test-database").toAbsolutePath());
    given.put("latchkey.callback.token", "0123456789abcdef0123456789abcdef");
    given.put("latchkey.zoom.app", "general");
    given.put("latchkey.zoom.client-id", "client");
    given.put("latchkey.zoom.client-secret", "s3cr3t-value");
    given.put("latchkey.public-url", "https://bots.example.com/latchkey");
    given.put("latchkey.database.url", "jdbc:postgresql://db/latchkey");
    given.put("latchkey.database.key", KEY);
  }

  private Settings read() {
    try {
      return SettingsReader.read(
          new SmallRyeConfigBuilder()
              .addDefaultInterceptors()
              .withSources(
                  new PropertiesConfigSource(
                      Objects.requireNonNull(
                          getClass().getResource("/META-INF/microprofile-config.properties"))),
                  new PropertiesConfigSource(given, "given", 300))
              .build());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private DatabaseSettings database() {
    return Objects.requireNonNull(read().accounts().grants().database());
  }

  private void assertRefused(String key, String what) {
    String refusal = assertThrows(ConfigurationRefused.class, this::read).getMessage();
    assertTrue(refusal.contains("- " + key + " "), refusal);
    assertTrue(refusal.contains(what), refusal);
    assertTrue(refusal.contains("has 1 problem."), refusal);
    assertFalse(refusal.contains(KEY), refusal);
  }

  @Test
  void keepEmail_isTrueOrFalse() {
    assertEquals(EmailAddresses.KEPT, read().accounts().grants().retention().emails());
    given.put("latchkey.grants.keep-email", "false");
    assertEquals(EmailAddresses.NOT_KEPT, read().accounts().grants().retention().emails());
    given.put("latchkey.grants.keep-email", "no");
    assertRefused("latchkey.grants.keep-email", "must be true or false");
  }

  @Test
  void generalApp_needsNeitherAccountIdNorUser() {
    Settings settings = read();
    assertEquals(AppKind.GENERAL, settings.accounts().all().get(0).app());
    assertTrue(settings.accounts().serverToServer().isEmpty());
    given.put("latchkey.zoom.account-id", "acc");
    assertRefused("latchkey.zoom.account-id", "Server-to-Server");
  }

  @Test
  void app_isOneOfTwo() {
    given.put("latchkey.zoom.app", "oauth");
    given.put("latchkey.zoom.account-id", "acc");
    assertRefused("latchkey.zoom.app", "must be server-to-server or general");
  }

  @Test
  void generalApp_needsAPublicUrl_aDatabase_aKey() {
    given.remove("latchkey.public-url");
    assertRefused("latchkey.public-url", "is missing");
    given.put("latchkey.public-url", "https://bots.example.com/latchkey");
    given.remove("latchkey.database.key");
    assertRefused("latchkey.database.key", "is missing");
    given.put("latchkey.database.key", "c2hvcnQ=");
    assertRefused("latchkey.database.key", "32 bytes");
    given.put("latchkey.database.key", KEY);
    given.remove("latchkey.database.url");
    assertRefused("latchkey.database.url", "which a General app needs");
  }

  @Test
  void withoutAGeneralApp_noDatabaseIsNeeded() {
    given.remove("latchkey.zoom.app");
    given.remove("latchkey.database.url");
    given.remove("latchkey.database.key");
    given.put("latchkey.zoom.account-id", "acc");
    assertNull(read().accounts().grants().database());
  }

  @Test
  void places_excludeOneAnother() {
    given.put("latchkey.database.jndi", "jdbc/latchkey");
    assertRefused("latchkey.database.url", "exclude one another");
    given.remove("latchkey.database.url");
    assertEquals(new DatabasePlace.OfServer("jdbc/latchkey"), database().place());
  }

  @Test
  void url_isThatOfPostgreSql_withoutAPassword() {
    given.put("latchkey.database.url", "jdbc:h2:mem:x");
    assertRefused("latchkey.database.url", "must begin with jdbc:postgresql:");
    given.put("latchkey.database.url", "jdbc:postgresql://db/x?user=u&password=p");
    assertRefused("latchkey.database.url", "holds a password");
  }

  @Test
  void directory_mustBeThere_andNotBeTemporary(@TempDir Path temporary) {
    given.remove("latchkey.database.url");
    given.put("latchkey.database.directory", temporary.toString());
    assertRefused("latchkey.database.directory", "temporary files");
    if (!directory.startsWith(Path.of(System.getProperty("java.io.tmpdir")))) {
      given.put("latchkey.database.directory", directory.resolve("missing").toString());
      assertRefused("latchkey.database.directory", "make it first");
      given.put("latchkey.database.directory", directory.toString());
      assertEquals(new DatabasePlace.Embedded(directory), database().place());
    }
  }

  @Test
  void instance_hasANameOfItsOwn_unlessItIsGivenOne() {
    assertFalse(
        read().accounts().grants().instance().equals(read().accounts().grants().instance()));
    given.put("latchkey.instance", "blue");
    assertEquals("blue", read().accounts().grants().instance());
  }

  @Test
  void eventsNeedASecret_ofEnoughBytes_andTls() {
    assertNull(read().accounts().grants().events());
    given.put("latchkey.grant-events.url", "https://app.example.com/latchkey-events");
    assertRefused("latchkey.grant-events.signing-secret", "is missing");
    given.put("latchkey.grant-events.signing-secret", "whsec_c2hvcnQ=");
    assertRefused("latchkey.grant-events.signing-secret", "Base64 of at least 24 bytes");
    given.put("latchkey.grant-events.signing-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    given.put("latchkey.grant-events.url", "http://app.example.com/latchkey-events");
    assertRefused("latchkey.grant-events.url", "must be https");
    given.put("latchkey.grant-events.url", "https://app.example.com/hooks/?from=latchkey");
    assertEquals("/hooks/", read().accounts().grants().events().url().getPath());
    assertEquals(1, read().accounts().grants().events().keys().size());
  }
}
