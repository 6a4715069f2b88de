package io.latchkey.database;

import io.latchkey.grant.FoundGrant;
import io.latchkey.grant.GrantAdministration.Attempt;
import io.latchkey.grant.GrantAdministration.AuditEntry;
import io.latchkey.grant.GrantAdministration.Count;
import io.latchkey.grant.GrantAdministration.Details;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what operators see of grants, as a part of a transaction. No tokens. */
final class GrantRows {

  private GrantRows() {}

  /** Returns the grants that a query with {@link AdministrationSql#COLUMNS} selects. */
  static List<Listed> listed(Connection connection, String sql, @Nullable Object... values)
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

  /** Counts the grants by account and state. */
  static List<Count> counts(Connection connection) throws SQLException {
    return Statements.list(
        connection,
        "select account, state, count(*) from latchkey_grant"
            + " group by account, state order by account, state",
        row -> new Count(row.getString(1), GrantState.of(row.getString(2)), row.getLong(3)));
  }

  /** Returns what the list does not show of a grant; empty if there is no such grant. */
  static Optional<Details> details(Connection connection, GrantId id) throws SQLException {
    List<Attempt> attempts =
        Statements.list(
            connection,
            AdministrationSql.ATTEMPTS,
            row -> new Attempt(time(row, 1), row.getString(2), row.getString(3)),
            id.value());
    return Statements.list(
            connection,
            "select zoom_account_id, client_id, scopes from latchkey_grant where id = ?",
            row -> new Details(row.getString(1), row.getString(2), row.getString(3), attempts),
            id.value())
        .stream()
        .findFirst();
  }

  /** Returns what was done to a grant, the newest first. */
  static List<AuditEntry> audit(Connection connection, GrantId id) throws SQLException {
    return Statements.list(
        connection,
        "select at, action, actor from latchkey_audit where grant_id = ? order by at desc",
        row -> new AuditEntry(time(row, 1), row.getString(2), row.getString(3)),
        id.value());
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
