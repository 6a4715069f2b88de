package io.latchkey.database;

import io.latchkey.grant.GrantId;
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

  /** Reads one row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Returns what is read from each row that a query selects. */
  static <T> List<T> list(
      Connection connection, String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(reader.read(row));
        }
      }
    }
    return found;
  }

  /** Returns the ids that a query selects. */
  static List<GrantId> ids(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, row -> new GrantId(row.getString(1)), values);
  }

  /** Returns the number in the first column; zero without a row. */
  static long number(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, row -> row.getLong(1), values).stream().findFirst().orElse(0L);
  }

  /** Returns whether the first column is true. */
  static boolean isTrue(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, row -> row.getBoolean(1), values).contains(true);
  }

  /** Returns the text in the first column; empty without a row. */
  static Optional<String> text(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, row -> row.getString(1), values).stream().findFirst();
  }

  /** Returns the seconds of a column as a duration; zero if it is null or over. */
  static Duration remaining(ResultSet row, String column) throws SQLException {
    double seconds = row.getDouble(column);
    return seconds <= 0 ? Duration.ZERO : Duration.ofMillis((long) (seconds * 1000));
  }

  static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
