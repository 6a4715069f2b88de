package io.latchkey.database;

import io.latchkey.event.GrantEvent;
import io.latchkey.event.GrantEventQueue;
import io.latchkey.grant.GrantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events in a table. What changes a grant adds its event in the same transaction.
 *
 * <p>Thread-safe.
 */
public final class JdbcGrantEvents implements GrantEventQueue {

  private static final List<Duration> RETRIES =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24));

  private static final String SUBJECT =
      """
      select g.account, r.reference
      from latchkey_grant g left join latchkey_reference r on r.grant_id = g.id
      where g.id = ? order by r.reference limit\s"""
          + GrantEvent.MOST_REFERENCES;

  private static final String INSERT =
      """
      insert into latchkey_event (id, type, account, grant_id, reference_list, reason, created_at,
        attempts, next_at)
      values (?, ?, ?, ?, ?, ?, current_timestamp, 0, current_timestamp)""";

  private static final String CLAIM =
      """
      select id, type, account, grant_id, reference_list, reason, created_at, attempts
      from latchkey_event where next_at <= current_timestamp
      order by next_at limit 1 for update skip locked""";

  private static final String PUT_OFF =
      """
      update latchkey_event set attempts = attempts + 1,
        next_at = current_timestamp + cast(? as integer) * interval '1' second
      where id = ?""";

  private final Database database;
  private final boolean areWanted;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param areWanted whether anybody gets the events; if not, none is kept
   */
  public JdbcGrantEvents(Database database, boolean areWanted) {
    this.database = database;
    this.areWanted = areWanted;
  }

  /** What an event says of its grant. */
  record Subject(String account, GrantId grant, String references) {}

  /** Describes a grant, for an event that may follow when it is gone. */
  Subject subject(Connection connection, GrantId id) throws SQLException {
    String account = "";
    List<String> references = new ArrayList<>();
    if (areWanted) {
      try (PreparedStatement statement = connection.prepareStatement(SUBJECT)) {
        statement.setString(1, id.value());
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            account = row.getString("account");
            String reference = row.getString("reference");
            if (reference != null) {
              references.add(reference);
            }
          }
        }
      }
    }
    return new Subject(account, id, String.join(",", references));
  }

  /** Adds an event about a grant that is still there. Returns true. */
  boolean add(Connection connection, GrantEvent.Type type, GrantId id, @Nullable String reason)
      throws SQLException {
    return add(connection, type, subject(connection, id), reason);
  }

  /** Adds an event to the transaction of what it tells. Returns true. */
  boolean add(Connection connection, GrantEvent.Type type, Subject subject, @Nullable String reason)
      throws SQLException {
    if (areWanted) {
      byte[] id = new byte[13];
      random.nextBytes(id);
      Statements.update(
          connection,
          INSERT,
          "msg_" + HexFormat.of().formatHex(id),
          type.text(),
          subject.account,
          subject.grant.value(),
          subject.references,
          reason);
    }
    return true;
  }

  @Override
  public Optional<GrantEvent> claim() {
    return database.transaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(CLAIM);
              ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
              return Optional.empty();
            }
            GrantEvent event = event(row);
            int attempts = Math.min(row.getInt("attempts"), RETRIES.size() - 1);
            Statements.update(
                connection, PUT_OFF, (int) RETRIES.get(attempts).toSeconds(), event.id());
            return Optional.of(event);
          }
        });
  }

  private static GrantEvent event(ResultSet row) throws SQLException {
    String references = row.getString("reference_list");
    return new GrantEvent(
        row.getString("id"),
        GrantEvent.Type.of(row.getString("type")),
        row.getString("account"),
        new GrantId(row.getString("grant_id")),
        references.isEmpty() ? List.of() : List.of(references.split(",")),
        row.getString("reason"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  @Override
  public void delivered(GrantEvent event) {
    int unused =
        database.transaction(
            connection ->
                Statements.update(
                    connection, "delete from latchkey_event where id = ?", event.id()));
  }

  @Override
  public long waiting() {
    return database.statement(
        connection -> Statements.number(connection, "select count(*) from latchkey_event"));
  }
}
