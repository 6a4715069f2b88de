package io.latchkey.database;

import io.latchkey.account.UserId;
import io.latchkey.event.GrantEvent;
import io.latchkey.grant.FoundGrant;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists and changes grants for operators.
 *
 * <p>Thread-safe.
 */
public final class JdbcGrantAdministration implements GrantAdministration {

  private final Database database;
  private final JdbcGrantEvents events;

  /** Makes an administration whose changes nobody is told of. */
  public JdbcGrantAdministration(Database database) {
    this(database, new JdbcGrantEvents(database, false));
  }

  public JdbcGrantAdministration(Database database, JdbcGrantEvents events) {
    this.database = database;
    this.events = events;
  }

  @Override
  public List<Listed> list(Filter filter, int most) {
    StringBuilder conditions = new StringBuilder();
    List<Object> values = new ArrayList<>();
    values.add(filter.after() == null ? "" : filter.after().value());
    String name = filter.name();
    if (name != null) {
      conditions.append(AdministrationSql.NAMED);
      values.addAll(List.of(name, name, name, UserId.normalized(name)));
    }
    if (filter.account() != null) {
      conditions.append(AdministrationSql.OF_ACCOUNT);
      values.add(filter.account());
    }
    if (filter.state() != null) {
      conditions.append(AdministrationSql.OF_STATE);
      values.add(filter.state().text());
    }
    values.add(most);
    String sql = AdministrationSql.COLUMNS.formatted(AdministrationSql.PAGE.formatted(conditions));
    return database.transaction(connection -> listed(connection, sql, values.toArray()));
  }

  @Override
  public Optional<Listed> find(GrantId id) {
    String one = AdministrationSql.COLUMNS.formatted("select * from latchkey_grant where id = ?");
    return database.transaction(connection -> listed(connection, one, id.value())).stream()
        .findFirst();
  }

  private static List<Listed> listed(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    Map<String, Set<Reference>> references = new LinkedHashMap<>();
    List<Listed> grants = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Statements.bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String id = row.getString("id");
          Set<Reference> ofGrant = references.get(id);
          if (ofGrant == null) {
            ofGrant = new LinkedHashSet<>();
            references.put(id, ofGrant);
            grants.add(listed(row, ofGrant));
          }
          String reference = row.getString("reference");
          if (reference != null) {
            ofGrant.add(new Reference(reference));
          }
        }
      }
    }
    return grants;
  }

  private static Listed listed(ResultSet row, Set<Reference> references) throws SQLException {
    return new Listed(
        new FoundGrant(
            new GrantId(row.getString("id")),
            row.getString("account"),
            row.getString("zoom_user_id"),
            row.getString("email"),
            references),
        GrantState.of(row.getString("state")),
        row.getString("reason"),
        row.getLong("generation"),
        row.getObject("consented_at", OffsetDateTime.class).toInstant(),
        instant(row, "rotated_at"),
        instant(row, "used_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  @Override
  public List<Count> counts() {
    return database.transaction(
        connection -> {
          List<Count> counts = new ArrayList<>();
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      "select account, state, count(*) from latchkey_grant"
                          + " group by account, state order by account, state");
              ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              counts.add(
                  new Count(row.getString(1), GrantState.of(row.getString(2)), row.getLong(3)));
            }
          }
          return counts;
        });
  }

  @Override
  public List<AuditEntry> auditOf(GrantId id) {
    return database.transaction(
        connection -> {
          List<AuditEntry> entries = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select at, action, actor from latchkey_audit where grant_id = ?"
                      + " order by at desc")) {
            statement.setString(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                entries.add(
                    new AuditEntry(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getString(2),
                        row.getString(3)));
              }
            }
          }
          return entries;
        });
  }

  @Override
  public void record(GrantId id, String account, String action, String actor) {
    boolean unused =
        database.transaction(connection -> record(connection, id, account, action, actor));
  }

  static boolean record(
      Connection connection, GrantId id, String account, String action, String actor)
      throws SQLException {
    return Statements.update(
            connection,
            "insert into latchkey_audit (at, grant_id, account, action, actor)"
                + " values (current_timestamp, ?, ?, ?, ?)",
            id.value(),
            account,
            action,
            actor)
        == 1;
  }

  @Override
  public boolean delete(GrantId id, String actor) {
    return ended(id, "delete", actor, "delete from latchkey_grant where id = ?", id.value());
  }

  @Override
  public boolean end(GrantId id, String reason, String actor) {
    return ended(id, reason, actor, AdministrationSql.END, reason, id.value());
  }

  @Override
  public boolean endGeneration(GrantId id, long generation, String reason, String actor) {
    String sql = AdministrationSql.END + " and generation = ?";
    return ended(id, reason, actor, sql, reason, id.value(), generation);
  }

  @Override
  public boolean endConsentBefore(
      String account, String zoomUserId, Instant before, String reason, String actor) {
    return database.transaction(
        connection -> {
          Optional<GrantId> id = ConsentWriter.idByUser(connection, account, zoomUserId);
          String sql = AdministrationSql.END + " and consented_at <= ?";
          return id.isPresent()
              && Statements.update(
                      connection, sql, reason, id.get().value(), before.atOffset(ZoneOffset.UTC))
                  == 1
              && record(connection, id.get(), account, reason, actor)
              && events.add(connection, GrantEvent.Type.REMOVED, id.get(), reason);
        });
  }

  @Override
  public boolean retry(GrantId id, String actor) {
    return database.transaction(
        connection -> changed(connection, id, "retry", actor, AdministrationSql.RETRY, id.value()));
  }

  /** Changes one row so that the grant is no more, and adds the event in the same transaction. */
  private boolean ended(GrantId id, String action, String actor, String sql, Object... values) {
    return database.transaction(
        connection -> {
          JdbcGrantEvents.Subject subject = events.subject(connection, id);
          return changed(connection, id, action, actor, sql, values)
              && events.add(connection, GrantEvent.Type.REMOVED, subject, action);
        });
  }

  /** Changes one row, and writes the line of the audit. */
  private static boolean changed(
      Connection connection, GrantId id, String action, String actor, String sql, Object... values)
      throws SQLException {
    Optional<String> account =
        Statements.text(connection, "select account from latchkey_grant where id = ?", id.value());
    return account.isPresent()
        && Statements.update(connection, sql, values) == 1
        && record(connection, id, account.get(), action, actor);
  }
}
