package io.latchkey.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.grant.DatabaseUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Brings the tables of the database to the version of this build. Several instances may start at
 * once: one of them migrates, and the others wait for it. A new version only adds, so that the
 * build before it goes on working beside it.
 */
final class Migrations {

  /** The number of scripts, {@code V1.sql} and so on. */
  static final int VERSION = 6;

  /** The newest version that this build works with: one back works, two do not. */
  static final int NEWEST_KNOWN = VERSION + 1;

  private Migrations() {}

  /**
   * Migrates, if there is anything to migrate.
   *
   * @return the version before
   * @throws DatabaseUnavailable if the tables belong to a build that is too new
   */
  static int run(Database database) {
    createVersionTable(database);
    return database.transactionOfPreparation(Migrations::migrate);
  }

  private static void createVersionTable(Database database) {
    try {
      execute(
          database,
          "create table if not exists latchkey_schema"
              + " (only_row integer primary key, version integer not null)");
    } catch (DatabaseUnavailable another) {
      // Two instances at once: PostgreSQL refuses the second one, although it says "if not exists".
      // What follows fails if the table is really missing.
    }
    try {
      execute(
          database,
          "insert into latchkey_schema (only_row, version)"
              + " select 1, 0 where not exists (select 1 from latchkey_schema)");
    } catch (DatabaseUnavailable another) {
      // As above: another instance has inserted the row.
    }
  }

  private static int migrate(Connection connection) throws SQLException {
    int found = lockedVersion(connection);
    if (found > NEWEST_KNOWN) {
      throw new DatabaseUnavailable(
          "its tables have version %s, and this build works with %s at most: deploy a newer build"
              .formatted(found, NEWEST_KNOWN));
    }
    for (int next = found + 1; next <= VERSION; next++) {
      for (String statement : statements(next)) {
        execute(connection, statement);
      }
      execute(connection, "update latchkey_schema set version = " + next);
    }
    return found;
  }

  /** Reads the version, and keeps other instances waiting until this transaction ends. */
  private static int lockedVersion(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select version from latchkey_schema for update")) {
      if (!row.next()) {
        throw new DatabaseUnavailable("the table latchkey_schema is empty");
      }
      return row.getInt(1);
    }
  }

  private static void execute(Database database, String sql) {
    boolean unused =
        database.transactionOfPreparation(
            connection -> {
              execute(connection, sql);
              return true;
            });
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> statements(int version) {
    try (InputStream script = Migrations.class.getResourceAsStream("V" + version + ".sql")) {
      if (script == null) {
        throw new IllegalStateException("V" + version + ".sql is missing in the WAR");
      }
      String text = new String(script.readAllBytes(), UTF_8).replaceAll("(?m)^\\s*--.*$", "");
      return Arrays.stream(text.split(";")).filter(part -> !part.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
