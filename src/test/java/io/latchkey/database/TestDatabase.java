package io.latchkey.database;

import io.latchkey.secret.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Real databases for tests. A PostgreSQL server is started once for each version, and stops with
 * the JVM; each test gets an empty database of its own.
 */
public final class TestDatabase {

  /** The databases that the tests of SQL run on. */
  public enum Kind {
    /** The newest PostgreSQL that is supported. */
    POSTGRESQL_18,
    /** The oldest PostgreSQL that is supported. */
    POSTGRESQL_15,
    /** The embedded database. */
    EMBEDDED
  }

  /** Makes each commit of new tokens take some time in PostgreSQL, so that a kill can meet it. */
  public static final List<String> SLOW_COMMITS =
      List.of(
          "create function slow_commit() returns trigger language plpgsql as"
              + " 'begin perform pg_sleep(0.02); return null; end'",
          "create constraint trigger slow_commit after update of generation on latchkey_grant"
              + " deferrable initially deferred for each row execute function slow_commit()");

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedPostgres newest;
  private static EmbeddedPostgres oldest;

  private TestDatabase() {}

  /** Returns master keys that are always the same. */
  public static MasterKeys keys(int... first) {
    List<Secret> secrets =
        java.util.Arrays.stream(first.length == 0 ? new int[] {1} : first)
            .mapToObj(number -> Secret.of(key(number)))
            .toList();
    return MasterKeys.parse(secrets).orElseThrow();
  }

  /** Returns a master key as {@code latchkey.database.key} has it. */
  public static String key(int first) {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    return Base64.getEncoder().encodeToString(key);
  }

  /** Returns the place of an empty database. */
  public static DatabasePlace place(Kind kind) throws IOException {
    return switch (kind) {
      case EMBEDDED -> new DatabasePlace.Embedded(Files.createTempDirectory("latchkey-h2"));
      case POSTGRESQL_18 -> place(newest());
      case POSTGRESQL_15 -> place(oldest());
    };
  }

  private static DatabasePlace place(EmbeddedPostgres server) {
    String name = "test" + COUNT.incrementAndGet();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabasePlace.PostgreSql(
        server.getJdbcUrl("postgres", name), "postgres", Secret.of("postgres"));
  }

  /** Opens the database at a place. */
  /** Returns the number that a query selects. */
  public static long number(DatabasePlace place, String sql) {
    try (Database database = open(place)) {
      return database.transactionOfPreparation(connection -> Statements.number(connection, sql));
    }
  }

  /** Changes rows behind the back of all instances. */
  public static void execute(DatabasePlace place, String sql) {
    try (Database database = open(place)) {
      boolean unused =
          database.transactionOfPreparation(
              connection -> {
                try (Statement statement = connection.createStatement()) {
                  statement.execute(sql);
                }
                return true;
              });
    }
  }

  public static Database open(DatabasePlace place) {
    return Database.of(new DatabaseSettings(place, keys(), 8, null));
  }

  private static synchronized EmbeddedPostgres newest() throws IOException {
    if (newest == null) {
      newest = EmbeddedPostgres.builder().start();
    }
    return newest;
  }

  private static synchronized EmbeddedPostgres oldest() throws IOException {
    if (oldest == null) {
      oldest = EmbeddedPostgres.builder().setPgBinaryResolver(TestDatabase::oldestBinaries).start();
    }
    return oldest;
  }

  /** The class path has the binaries of the newest version; those of the oldest lie beside it. */
  private static java.io.InputStream oldestBinaries(String system, String machine) {
    Path jar = Path.of(System.getProperty("postgresql-oldest.jar", "target/postgresql-oldest.jar"));
    try (java.util.jar.JarFile file = new java.util.jar.JarFile(jar.toFile())) {
      java.util.jar.JarEntry binaries =
          file.stream().filter(entry -> entry.getName().endsWith(".txz")).findFirst().orElseThrow();
      return new java.io.ByteArrayInputStream(file.getInputStream(binaries).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
