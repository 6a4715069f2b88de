package io.latchkey.database;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import io.latchkey.database.MasterKeys.Place;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantUpkeep;
import io.latchkey.secret.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Upkeep of grants in tables.
 *
 * <p>Thread-safe.
 */
public final class JdbcGrantUpkeep implements GrantUpkeep {

  private static final System.Logger LOG = System.getLogger(JdbcGrantUpkeep.class.getName());

  private static final String OF_OLDER_KEYS = "key_id <> ? and refresh_token is not null";

  private static final String SELECT =
      """
      select id, generation, refresh_token, spare_refresh_token, access_token
      from latchkey_grant where\s"""
          + OF_OLDER_KEYS
          // What an instance refreshes just now gets the new key by that.
          + " and id > ? order by id limit ? for update skip locked";

  private static final String NEWEST_KEY =
      "select key_id from latchkey_key_check order by added_at desc, key_id limit 1";

  private static final String UPDATE =
      """
      update latchkey_grant set refresh_token = ?, spare_refresh_token = ?, access_token = ?,
        key_id = ?
      where id = ?""";

  private static final String UPDATE_USE =
      "update latchkey_use set used_at = ? where grant_id = ? and used_at < ?";

  private static final String INSERT_USE =
      """
      insert into latchkey_use (grant_id, used_at)
      select id, ? from latchkey_grant g where id = ?
        and not exists (select 1 from latchkey_use u where u.grant_id = g.id)""";

  private static final int MOST_TOLD = 1000;
  private static final int ADDRESSES_AT_ONCE = 1000;

  private final Database database;
  private final MasterKeys keys;

  /** Where the last re-encryption ended, so that a row that cannot be read keeps no other back. */
  private volatile String last = "";

  /** The ids of rows that a line of the log has named already. */
  private final Set<String> unreadableRows = ConcurrentHashMap.newKeySet();

  public JdbcGrantUpkeep(Database database, MasterKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  @Override
  public int eraseOld(Retention retention) {
    eraseOldEvents(retention);
    eraseAddresses(retention);
    return database.transaction(
        connection -> {
          Statements.update(
              connection, ErasureSql.DELETE_CONSENTS, (int) retention.consents().toSeconds());
          Statements.update(
              connection, ErasureSql.DELETE_AUDIT, (int) retention.audit().toSeconds());
          Statements.update(connection, SeatSql.DELETE_OLD);
          Statements.update(connection, ErasureSql.DELETE_INSTANCES);
          Statements.update(connection, ErasureSql.DELETE_NOTICES);
          return Statements.update(
              connection,
              ErasureSql.ERASE_TOKENS,
              (int) retention.tokensOfDeadGrants().toSeconds());
        });
  }

  /** In parts, since a statement may take three seconds, and refreshes wait for its rows. */
  private void eraseAddresses(Retention retention) {
    boolean keepsNone = retention.emails() == EmailAddresses.NOT_KEPT;
    int seconds = (int) retention.consents().toSeconds();
    int erased;
    do {
      erased =
          database.transaction(
              connection ->
                  keepsNone
                      ? Statements.update(connection, ErasureSql.ERASE_ADDRESSES, ADDRESSES_AT_ONCE)
                      : Statements.update(
                          connection,
                          ErasureSql.ERASE_ADDRESSES_OF_REMOVED,
                          seconds,
                          ADDRESSES_AT_ONCE));
    } while (erased == ADDRESSES_AT_ONCE);
  }

  private void eraseOldEvents(Retention retention) {
    int seconds = (int) retention.events().toSeconds();
    int erased =
        database.transaction(
            connection -> Statements.update(connection, ErasureSql.DELETE_EVENTS, seconds));
    if (erased > 0) {
      LOG.log(
          WARNING, () -> erased + " events about grants were never taken, and are sent no more");
    }
  }

  @Override
  public long encryptedWithOlderKeys() {
    return database.statement(
        connection ->
            Statements.number(
                connection,
                "select count(*) from latchkey_grant where " + OF_OLDER_KEYS,
                keys.currentId()));
  }

  /** A row of {@link #SELECT}, decrypted. */
  private record Row(
      String id,
      long generation,
      Secret refreshToken,
      @Nullable Secret spare,
      @Nullable Secret accessToken) {}

  @Override
  public int reEncrypt(int most) {
    return database.transaction(
        connection -> {
          if (!isOurKeyTheNewest(connection)) {
            // Another instance has a newer key first already, and its work must not be undone.
            return 0;
          }
          List<Row> rows = ofOlderKeys(connection, most);
          for (Row row : rows) {
            reEncrypt(connection, row);
          }
          return rows.size();
        });
  }

  private boolean isOurKeyTheNewest(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NEWEST_KEY);
        ResultSet row = statement.executeQuery()) {
      return row.next() && row.getString(1).equals(keys.currentId());
    }
  }

  private List<Row> ofOlderKeys(Connection connection, int most) throws SQLException {
    List<Row> rows = new ArrayList<>();
    int found = 0;
    try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
      Statements.bind(statement, keys.currentId(), last, most);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found++;
          last = row.getString("id");
          addIfReadable(rows, row);
        }
      }
    }
    if (found < most) {
      last = "";
    }
    return rows;
  }

  private void addIfReadable(List<Row> rows, ResultSet row) throws SQLException {
    String id = row.getString("id");
    long generation = row.getLong("generation");
    try {
      rows.add(
          new Row(
              id,
              generation,
              requireNonNull(
                  opened(row, "refresh_token", JdbcGrantStore.REFRESH_COLUMN, id, generation)),
              opened(row, "spare_refresh_token", JdbcGrantStore.SPARE_COLUMN, id, 0),
              opened(row, "access_token", JdbcGrantStore.ACCESS_COLUMN, id, generation)));
    } catch (DatabaseUnavailable unreadable) {
      if (unreadableRows.size() < MOST_TOLD && unreadableRows.add(id)) {
        LOG.log(WARNING, () -> id + " keeps its older key: " + unreadable.diagnosis());
      }
    }
  }

  private @Nullable Secret opened(
      ResultSet row, String name, String column, String id, long generation) throws SQLException {
    byte[] sealed = row.getBytes(name);
    return sealed == null ? null : keys.open(sealed, new Place(column, id, generation));
  }

  private void reEncrypt(Connection connection, Row row) throws SQLException {
    Statements.update(
        connection,
        UPDATE,
        sealed(row.refreshToken, JdbcGrantStore.REFRESH_COLUMN, row.id, row.generation),
        sealed(row.spare, JdbcGrantStore.SPARE_COLUMN, row.id, 0),
        sealed(row.accessToken, JdbcGrantStore.ACCESS_COLUMN, row.id, row.generation),
        keys.currentId(),
        row.id);
  }

  private byte @Nullable [] sealed(
      @Nullable Secret token, String column, String id, long generation) {
    return token == null ? null : keys.seal(token, new Place(column, id, generation));
  }

  @Override
  public void recordUses(Map<GrantId, Instant> uses) {
    boolean unused =
        database.transaction(
            connection -> {
              for (Map.Entry<GrantId, Instant> use : uses.entrySet()) {
                Object at = use.getValue().atOffset(ZoneOffset.UTC);
                String id = use.getKey().value();
                if (Statements.update(connection, UPDATE_USE, at, id, at) == 0) {
                  Statements.update(connection, INSERT_USE, at, id);
                }
              }
              return true;
            });
  }
}
