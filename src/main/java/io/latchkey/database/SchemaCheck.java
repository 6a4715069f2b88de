package io.latchkey.database;

import io.latchkey.database.MasterKeys.Place;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.secret.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Prepares the tables, and shows that the configured keys are those that the rows are encrypted
 * with, before anything is written with a wrong one.
 */
public final class SchemaCheck {

  private static final String COLUMN = "latchkey_key_check.sealed";
  private static final Secret CANARY = Secret.of("latchkey");

  private SchemaCheck() {}

  /**
   * Migrates the tables and checks the keys. May be called again.
   *
   * @throws DatabaseUnavailable if the database cannot be used, if its tables are too new, or if
   *     {@code latchkey.database.key} lacks a key that rows are encrypted with
   */
  public static void run(Database database, MasterKeys keys) {
    Migrations.run(database);
    boolean unused =
        database.transactionOfPreparation(
            connection -> {
              checkKeys(connection, keys);
              return true;
            });
    database.prepared();
  }

  private static void checkKeys(Connection connection, MasterKeys keys) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select distinct key_id from latchkey_grant where refresh_token is not null");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        if (!keys.ids().contains(row.getString(1))) {
          throw new DatabaseUnavailable(
              "grants are encrypted with key %s, which latchkey.database.key does not have"
                  .formatted(row.getString(1)));
        }
      }
    }
    if (!isCanaryReadable(connection, keys)) {
      Statements.update(
          connection,
          "insert into latchkey_key_check (key_id, sealed, added_at)"
              + " values (?, ?, current_timestamp)",
          keys.currentId(),
          keys.seal(CANARY, new Place(COLUMN, keys.currentId(), 0)));
    }
  }

  /** Returns whether the current key has a canary. A canary that does not open ends the check. */
  private static boolean isCanaryReadable(Connection connection, MasterKeys keys)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select sealed from latchkey_key_check where key_id = ?")) {
      statement.setString(1, keys.currentId());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        Place place = new Place(COLUMN, keys.currentId(), 0);
        if (!keys.open(row.getBytes(1), place).equals(CANARY)) {
          throw new DatabaseUnavailable("the check of latchkey.database.key failed");
        }
        return true;
      }
    }
  }
}
