package io.latchkey.database;

import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs single statements with their values, as a part of a transaction. */
final class Statements {

  private Statements() {}

  /** Returns how many rows a statement has changed. */
  static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /** Returns the ids that a query selects. */
  static List<GrantId> ids(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    List<GrantId> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(new GrantId(row.getString(1)));
        }
      }
    }
    return found;
  }

  /** Returns what {@link RefreshSql#UNUSED} selects. */
  static List<GrantStore.Unused> unused(Connection connection, Object... values)
      throws SQLException {
    List<GrantStore.Unused> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(RefreshSql.UNUSED)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(new GrantStore.Unused(new GrantId(row.getString(1)), row.getLong(2)));
        }
      }
    }
    return found;
  }

  /** Returns the number in the first column; zero without a row. */
  static long number(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Returns whether the first column is true. */
  static boolean isTrue(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Returns the seconds of a column as a duration; zero if it is null or over. */
  static Duration remaining(ResultSet row, String column) throws SQLException {
    double seconds = row.getDouble(column);
    return seconds <= 0 ? Duration.ZERO : Duration.ofMillis((long) (seconds * 1000));
  }

  /** Returns the text in the first column; empty without a row. */
  static Optional<String> text(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
