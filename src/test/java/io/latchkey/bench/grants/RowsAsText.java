package io.latchkey.bench.grants;

import io.latchkey.database.RestartablePostgreSql;
import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Every row of every table as text, as {@code pg_dump} writes it: bytes in hex. */
final class RowsAsText {

  private RowsAsText() {}

  static String of(RestartablePostgreSql postgres) throws SQLException, IOException {
    StringWriter text = new StringWriter();
    try (Connection connection = postgres.connect()) {
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      for (String table : tables(connection)) {
        var unused = copies.copyOut("copy " + table + " to stdout", text);
      }
    }
    return text.toString();
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
