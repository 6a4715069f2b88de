package io.latchkey.database;

import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantIdentities;
import io.latchkey.secret.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names the users of imported grants in tables.
 *
 * <p>Thread-safe.
 */
public final class JdbcGrantIdentities implements GrantIdentities {

  private static final String UNKNOWN =
      """
      select id from latchkey_grant
      where zoom_user_id like '?%' and state in ('active', 'suspect')
        and access_expires_at > current_timestamp + interval '20' second
      order by id limit ?""";

  private static final String LOCK =
      """
      update latchkey_grant set key_id = key_id
      where id = ? and (lease_until is null or lease_until < current_timestamp)""";

  private static final String NAME =
      """
      update latchkey_grant set zoom_user_id = ?, zoom_account_id = coalesce(?, zoom_account_id),
        email = coalesce(?, email), changed_at = current_timestamp
      where id = ?""";

  private final Database database;
  private final ConsentWriter consents;
  private final JdbcGrantStore store;

  /**
   * @param store reads the tokens
   */
  public JdbcGrantIdentities(Database database, MasterKeys keys, JdbcGrantStore store) {
    this.database = database;
    this.consents = new ConsentWriter(keys);
    this.store = store;
  }

  @Override
  public List<GrantId> unknown(int most) {
    return database.transaction(
        connection -> {
          List<GrantId> found = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(UNKNOWN)) {
            statement.setInt(1, most);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                found.add(new GrantId(row.getString(1)));
              }
            }
          }
          return found;
        });
  }

  @Override
  public void record(GrantId id, ConnectedUser user) {
    boolean unused =
        database.transaction(
            connection -> {
              Optional<Grant> grant = locked(connection, id);
              // Another instance may have named the user already.
              if (grant.isPresent() && !Grant.Owner.isKnown(grant.get().owner().zoomUserId())) {
                record(connection, grant.get(), user);
              }
              return true;
            });
  }

  /**
   * Returns the grant, which nobody refreshes or changes until the transaction ends; empty while an
   * instance refreshes it, whose new tokens would find no row.
   */
  private Optional<Grant> locked(Connection connection, GrantId id) throws SQLException {
    return JdbcGrantStore.update(connection, LOCK, id.value()) == 1
        ? store.find(connection, id)
        : Optional.empty();
  }

  private void record(Connection connection, Grant grant, ConnectedUser user) throws SQLException {
    Optional<GrantId> older =
        ConsentWriter.idByUser(connection, grant.owner().account(), user.zoomUserId());
    if (older.isEmpty()) {
      JdbcGrantStore.update(
          connection,
          NAME,
          user.zoomUserId(),
          user.zoomAccountId(),
          user.email(),
          grant.id().value());
    } else if (grant.tokens().refreshToken() != null) {
      connectToOlder(connection, grant, grant.tokens().refreshToken(), user);
    }
  }

  private void connectToOlder(
      Connection connection, Grant grant, Secret refreshToken, ConnectedUser user)
      throws SQLException {
    Grant.Owner owner = grant.owner();
    GrantId older =
        consents.connect(
            connection,
            new NewGrant(
                new Grant.Owner(
                    owner.account(),
                    user.zoomUserId(),
                    user.zoomAccountId(),
                    user.email(),
                    owner.clientId(),
                    owner.scopes()),
                refreshToken,
                grant.tokens().accessToken(),
                grant.tokens().accessTokenLife()),
            null,
            Replacing.ALWAYS);
    JdbcGrantStore.update(
        connection,
        "update latchkey_reference set grant_id = ? where grant_id = ?",
        older.value(),
        grant.id().value());
    JdbcGrantStore.update(
        connection, "delete from latchkey_grant where id = ?", grant.id().value());
    // Instances that have it in memory learn of its end from the audit.
    JdbcGrantAdministration.record(
        connection, grant.id(), owner.account(), "delete", "latchkey: the user has " + older);
  }
}
