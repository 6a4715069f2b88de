package io.latchkey.bench.grants;

import io.latchkey.database.RestartablePostgreSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What PostgreSQL has counted by {@code pg_stat_statements}, with every BEGIN and COMMIT.
 *
 * @param calls how often each statement was sent
 */
public record Statements(Map<String, Long> calls) {

  private static final String COUNTS =
      "select query, sum(calls) from pg_stat_statements"
          + " where userid = (select oid from pg_roles where rolname = 'latchkey')"
          + " and query not like '%pg_stat_statements%' group by query";

  /** Returns what was sent since the start of PostgreSQL, but for this question. */
  public static Statements of(RestartablePostgreSql postgres) throws SQLException {
    Map<String, Long> calls = new TreeMap<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COUNTS)) {
      while (rows.next()) {
        calls.put(rows.getString(1), rows.getLong(2));
      }
    }
    return new Statements(calls);
  }

  public Statements since(Statements before) {
    Map<String, Long> difference = new TreeMap<>();
    calls.forEach(
        (text, number) -> difference.put(text, number - before.calls.getOrDefault(text, 0L)));
    return new Statements(difference);
  }

  public long total() {
    return calls.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns what was sent more often than in another time of the same length. */
  Map<String, Long> moreThan(Statements other) {
    Map<String, Long> more = new TreeMap<>();
    calls.forEach(
        (text, number) -> {
          long difference = number - other.calls.getOrDefault(text, 0L);
          // A round may begin in one time and end in the next.
          if (difference > 2) {
            more.put(text, difference);
          }
        });
    return more;
  }
}
