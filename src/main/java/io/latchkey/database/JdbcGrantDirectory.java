package io.latchkey.database;

import io.latchkey.account.UserId;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.FoundGrant;
import io.latchkey.grant.GrantDirectory;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds and adds grants in tables.
 *
 * <p>Thread-safe.
 */
public final class JdbcGrantDirectory implements GrantDirectory {

  private static final String COLUMNS =
      "select id, zoom_user_id, email from latchkey_grant where account = ? and ";

  private final Database database;
  private final ConsentWriter consents;

  public JdbcGrantDirectory(Database database, MasterKeys keys, EmailAddresses emails) {
    this.database = database;
    this.consents = new ConsentWriter(keys, emails);
  }

  @Override
  public GrantId connect(NewGrant grant, @Nullable Reference reference, Replacing replacing) {
    try {
      return database.transaction(
          connection -> consents.connect(connection, grant, reference, replacing));
    } catch (DatabaseUnavailable perhapsAnother) {
      // Two consents of one user at once: one of them fails on the row that the other has inserted,
      // and finds it now.
      return database.transaction(
          connection -> consents.connect(connection, grant, reference, replacing));
    }
  }

  @Override
  public Optional<FoundGrant> byId(String account, GrantId id) {
    return database.transaction(connection -> only(connection, account, "id = ?", id.value()));
  }

  @Override
  public Optional<FoundGrant> byReference(String account, Reference reference) {
    return database.transaction(
        connection -> {
          Optional<GrantId> id = ConsentWriter.idByReference(connection, account, reference);
          return id.isEmpty()
              ? Optional.empty()
              : only(connection, account, "id = ?", id.get().value());
        });
  }

  @Override
  public Optional<FoundGrant> byUser(String account, UserId user) {
    String column = user.value().contains("@") ? "email = ?" : "zoom_user_id = ?";
    return database.transaction(connection -> only(connection, account, column, user.value()));
  }

  /** Returns the only grant that meets a condition; empty if no grant or several meet it. */
  private static Optional<FoundGrant> only(
      Connection connection, String account, String condition, String value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS + condition)) {
      statement.setString(1, account);
      statement.setString(2, value);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        GrantId id = new GrantId(row.getString("id"));
        FoundGrant found =
            new FoundGrant(
                id,
                // Not the row's, which would be a string of its own for each grant in memory.
                account,
                row.getString("zoom_user_id"),
                row.getString("email"),
                references(connection, id));
        return row.next() ? Optional.empty() : Optional.of(found);
      }
    }
  }

  private static Set<Reference> references(Connection connection, GrantId id) throws SQLException {
    Set<Reference> references = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select reference from latchkey_reference where grant_id = ?")) {
      statement.setString(1, id.value());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          references.add(new Reference(row.getString(1)));
        }
      }
    }
    return Set.copyOf(references);
  }

  @Override
  public List<Change> changed(Duration within) {
    return database.statement(
        connection -> {
          List<Change> changes = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select id, state, changed_at from latchkey_grant where changed_at"
                      + " > current_timestamp - cast(? as integer) * interval '1' second"
                      // A deleted grant has no row any more.
                      + " union all select grant_id, 'removed', at from latchkey_audit"
                      + " where action = 'delete' and at"
                      + " > current_timestamp - cast(? as integer) * interval '1' second")) {
            statement.setInt(1, (int) within.toSeconds());
            statement.setInt(2, (int) within.toSeconds());
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                changes.add(
                    new Change(
                        new GrantId(row.getString(1)),
                        GrantState.of(row.getString(2)),
                        row.getObject(3, OffsetDateTime.class).toInstant()));
              }
            }
          }
          return changes;
        });
  }
}
