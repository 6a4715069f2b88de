package io.latchkey.database;

import io.latchkey.database.MasterKeys.Place;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory.AlreadyConnected;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.ReferenceTaken;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes consents with their tokens into tables, as a part of a transaction.
 *
 * <p>Thread-safe.
 */
final class ConsentWriter {

  private final MasterKeys keys;
  private final EmailAddresses emails;
  private final SecureRandom random = new SecureRandom();

  ConsentWriter(MasterKeys keys, EmailAddresses emails) {
    this.keys = keys;
    this.emails = emails;
  }

  /** Connects a user as {@link io.latchkey.grant.GrantDirectory#connect} says. */
  GrantId connect(
      Connection connection, NewGrant grant, @Nullable Reference reference, Replacing replacing)
      throws SQLException {
    Grant.Owner owner = grant.owner();
    Optional<GrantId> before = before(connection, owner, reference);
    GrantId id = before.orElseGet(() -> GrantId.random(random));
    if (before.isEmpty()) {
      insert(connection, id, grant);
    } else {
      replace(connection, id, grant, replacing);
    }
    if (reference != null) {
      refer(connection, owner.account(), reference, id);
    }
    return id;
  }

  /** Returns the older grant of the user; empty if the user has none. */
  private static Optional<GrantId> before(
      Connection connection, Grant.Owner owner, @Nullable Reference reference) throws SQLException {
    if (Grant.Owner.isKnown(owner.zoomUserId())) {
      return idByUser(connection, owner.account(), owner.zoomUserId());
    }
    return reference == null
        ? Optional.empty()
        : idByReference(connection, owner.account(), reference);
  }

  static Optional<GrantId> idByUser(Connection connection, String account, String zoomUserId)
      throws SQLException {
    return id(
        connection,
        "select id from latchkey_grant where account = ? and zoom_user_id = ?",
        account,
        zoomUserId);
  }

  /** Returns the grant of a user, unless it has been ended by somebody. */
  static Optional<GrantId> idOfAlive(Connection connection, String account, String zoomUserId)
      throws SQLException {
    return id(
        connection,
        "select id from latchkey_grant where account = ? and zoom_user_id = ?"
            + " and state <> 'removed'",
        account,
        zoomUserId);
  }

  private static Optional<GrantId> id(
      Connection connection, String sql, String account, String name) throws SQLException {
    return Statements.ids(connection, sql, account, name).stream().findFirst();
  }

  private void insert(Connection connection, GrantId id, NewGrant grant) throws SQLException {
    Grant.Owner owner = grant.owner();
    Statements.update(
        connection,
        ConsentSql.INSERT,
        id.value(),
        owner.account(),
        userInRow(owner, id),
        owner.zoomAccountId(),
        emails.stored(owner.email()),
        owner.clientId(),
        owner.scopes(),
        sealed(grant.refreshToken(), JdbcGrantStore.REFRESH_COLUMN, id, 1),
        sealed(grant.accessToken(), JdbcGrantStore.ACCESS_COLUMN, id, 1),
        (int) grant.accessTokenLife().toSeconds(),
        keys.currentId());
  }

  private void replace(Connection connection, GrantId id, NewGrant grant, Replacing replacing)
      throws SQLException {
    long generation = generationToReplace(connection, id, replacing) + 1;
    Grant.Owner owner = grant.owner();
    Statements.update(
        connection,
        ConsentSql.REPLACE,
        userInRow(owner, id),
        owner.zoomAccountId(),
        emails.stored(owner.email()),
        owner.clientId(),
        owner.scopes(),
        sealed(grant.refreshToken(), JdbcGrantStore.REFRESH_COLUMN, id, generation),
        sealed(grant.accessToken(), JdbcGrantStore.ACCESS_COLUMN, id, generation),
        (int) grant.accessTokenLife().toSeconds(),
        keys.currentId(),
        id.value());
  }

  /**
   * Returns the generation of a row, which nobody changes until the transaction ends.
   *
   * @throws AlreadyConnected if the row must not be replaced
   */
  private static long generationToReplace(Connection connection, GrantId id, Replacing replacing)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select generation, state from latchkey_grant where id = ? for update")) {
      statement.setString(1, id.value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new DatabaseUnavailable("the grant was deleted meanwhile");
        }
        if (replacing == Replacing.ONLY_THE_DEAD && GrantState.of(row.getString(2)).isAlive()) {
          throw new AlreadyConnected(id);
        }
        return row.getLong(1);
      }
    }
  }

  /**
   * Returns how the row names the user. One user has one grant, and two unknown users are not the
   * same. A row that is found by its reference may have belonged to another user before.
   */
  private static String userInRow(Grant.Owner owner, GrantId id) {
    return Grant.Owner.isKnown(owner.zoomUserId())
        ? owner.zoomUserId()
        : Grant.Owner.UNKNOWN_USER + id;
  }

  private byte @Nullable [] sealed(
      @Nullable Secret token, String column, GrantId id, long generation) {
    return token == null ? null : keys.seal(token, new Place(column, id.value(), generation));
  }

  private static void refer(Connection connection, String account, Reference reference, GrantId id)
      throws SQLException {
    Optional<GrantId> before = idByReference(connection, account, reference);
    if (before.isEmpty()) {
      Statements.update(
          connection,
          "insert into latchkey_reference (account, reference, grant_id) values (?, ?, ?)",
          account,
          reference.value(),
          id.value());
    } else if (!before.get().equals(id)) {
      throw new ReferenceTaken(reference);
    }
  }

  static Optional<GrantId> idByReference(Connection connection, String account, Reference reference)
      throws SQLException {
    return id(
        connection,
        "select grant_id from latchkey_reference where account = ? and reference = ?",
        account,
        reference.value());
  }
}
