package io.latchkey.database;

import io.latchkey.instance.OperatorStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps what operators see alike on all instances in a table.
 *
 * <p>Thread-safe.
 */
public final class JdbcOperatorStore implements OperatorStore {

  private static final String SESSION = "ended session";
  private static final String USE = "use";

  private static final String READ =
      """
      select kind, name, extract(epoch from until - current_timestamp) as life,
        extract(epoch from current_timestamp - at) as age
      from latchkey_notice where until > current_timestamp""";

  /** Two instances may share the same, and the later time counts. */
  private static final String SHARE =
      """
      insert into latchkey_notice as known (kind, name, at, until)
      values (?, ?, current_timestamp - cast(? as bigint) * interval '1 millisecond',
        current_timestamp + cast(? as bigint) * interval '1 millisecond')
      on conflict (kind, name) do update
        set at = greatest(known.at, excluded.at), until = greatest(known.until, excluded.until)""";

  /** How long the last use of a callback token is kept. */
  private static final Duration USES_FOR = Duration.ofDays(400);

  private final Database database;

  public JdbcOperatorStore(Database database) {
    this.database = database;
  }

  @Override
  public Known readShared() {
    Map<String, Duration> sessions = new HashMap<>();
    Map<String, Duration> uses = new HashMap<>();
    for (Notice notice :
        database.statement(
            connection -> Statements.list(connection, READ, JdbcOperatorStore::notice))) {
      if (notice.kind.equals(SESSION)) {
        sessions.put(notice.name, notice.life);
      } else {
        uses.put(notice.name, notice.age);
      }
    }
    return new Known(sessions, uses);
  }

  /** A row. */
  private record Notice(String kind, String name, Duration life, Duration age) {}

  private static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        row.getString("kind"),
        row.getString("name"),
        Statements.remaining(row, "life"),
        Statements.remaining(row, "age"));
  }

  @Override
  public void share(Map<String, Duration> endedSessions, Map<String, Duration> lastUses) {
    boolean unused =
        database.transaction(
            connection -> {
              // In one order on all instances, so that they do not wait for one another in a
              // circle.
              for (Map.Entry<String, Duration> ended : new TreeMap<>(endedSessions).entrySet()) {
                Statements.update(
                    connection, SHARE, SESSION, ended.getKey(), 0L, ended.getValue().toMillis());
              }
              for (Map.Entry<String, Duration> use : new TreeMap<>(lastUses).entrySet()) {
                Statements.update(
                    connection,
                    SHARE,
                    USE,
                    use.getKey(),
                    use.getValue().toMillis(),
                    USES_FOR.toMillis());
              }
              return true;
            });
  }
}
