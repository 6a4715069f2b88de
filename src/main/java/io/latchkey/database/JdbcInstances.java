package io.latchkey.database;

import static java.util.stream.Collectors.joining;

import io.latchkey.instance.InstanceStore;
import io.latchkey.instance.SeenInstance;
import io.latchkey.instance.SeenInstance.Holdings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the instances that live in a table.
 *
 * <p>Thread-safe.
 */
public final class JdbcInstances implements InstanceStore {

  private final Database database;
  private final String name;

  /**
   * The first report sets the time of the start: the row may be that of a killed process with the
   * same name.
   */
  private volatile boolean isFirst = true;

  /**
   * @param name of this instance, which no other has
   */
  public JdbcInstances(Database database, String name) {
    this.database = database;
    this.name = name;
  }

  @Override
  public List<SeenInstance> reportAlive(Map<String, Integer> callsPerSecond) {
    String text =
        callsPerSecond.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .sorted()
            .collect(joining(","));
    List<SeenInstance> seen =
        database.statement(
            connection ->
                Statements.list(
                    connection,
                    SharingSql.REPORT_ALIVE,
                    JdbcInstances::instance,
                    name,
                    text,
                    isFirst));
    isFirst = false;
    return seen;
  }

  private static SeenInstance instance(ResultSet row) throws SQLException {
    Map<String, Integer> calls = new HashMap<>();
    for (String each : row.getString("calls_per_second").split(",")) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        calls.put(each.substring(0, equals), Integer.parseInt(each.substring(equals + 1)));
      }
    }
    return new SeenInstance(
        row.getString("name"),
        Statements.remaining(row, "up"),
        Statements.remaining(row, "seen"),
        new Holdings(row.getInt("refreshes"), row.getInt("access_tokens"), row.getInt("seats")),
        calls);
  }

  @Override
  public void remove() {
    boolean unused =
        database.transaction(
            connection ->
                Statements.update(connection, "delete from latchkey_instance where name = ?", name)
                    == 1);
  }
}
