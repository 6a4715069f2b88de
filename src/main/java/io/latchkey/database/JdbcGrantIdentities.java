package io.latchkey.database;

import io.latchkey.database.MasterKeys.Place;
import io.latchkey.event.GrantEvent;
import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantIdentities;
import io.latchkey.secret.Secret;
import java.sql.Connection;
import java.sql.SQLException;
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
      where identify_at <= current_timestamp and state = 'active' and lease_owner is null
        and unfinished_since is null
        and access_expires_at > current_timestamp + interval '20' second
      order by identify_at limit ?""";

  private static final String POSTPONE =
      """
      update latchkey_grant set identify_at = current_timestamp + interval '600' second
      where id = ? and identify_at is not null""";

  private static final String LOCK =
      """
      update latchkey_grant set key_id = key_id
      where id = ? and state = 'active' and identify_at is not null and lease_owner is null
        and unfinished_since is null""";

  private static final String NAME =
      """
      update latchkey_grant set zoom_user_id = ?, zoom_account_id = coalesce(?, zoom_account_id),
        email = coalesce(?, email), identify_at = null,
        changed_at = current_timestamp
      where id = ?""";

  private static final String MOVE_REFERENCES =
      "update latchkey_reference set grant_id = ? where grant_id = ?";

  private static final String KEEP_OLDER =
      "update latchkey_grant set spare_refresh_token = ? where id = ?";

  private final Database database;
  private final MasterKeys keys;
  private final ConsentWriter consents;
  private final JdbcGrantStore store;
  private final JdbcGrantEvents events;
  private final EmailAddresses emails;

  /**
   * @param store reads the tokens
   */
  public JdbcGrantIdentities(
      Database database,
      MasterKeys keys,
      JdbcGrantStore store,
      JdbcGrantEvents events,
      EmailAddresses emails) {
    this.emails = emails;
    this.events = events;
    this.database = database;
    this.keys = keys;
    this.consents = new ConsentWriter(keys, emails);
    this.store = store;
  }

  @Override
  public List<GrantId> unknown(int most) {
    return database.statement(connection -> Statements.ids(connection, UNKNOWN, most));
  }

  @Override
  public void postpone(GrantId id) {
    boolean unused =
        database.transaction(
            connection -> Statements.update(connection, POSTPONE, id.value()) == 1);
  }

  @Override
  public void record(GrantId id, ConnectedUser user) {
    boolean unused =
        database.transaction(
            connection -> {
              Optional<Grant> grant = locked(connection, id);
              if (grant.isPresent()) {
                record(connection, grant.get(), user);
              }
              return true;
            });
  }

  /**
   * Returns the grant, which nobody refreshes or changes until the transaction ends. Empty if
   * another instance has named the user already, or refreshes the grant: its new tokens would find
   * no row.
   */
  private Optional<Grant> locked(Connection connection, GrantId id) throws SQLException {
    return Statements.update(connection, LOCK, id.value()) == 1
        ? store.find(connection, id)
        : Optional.empty();
  }

  private void record(Connection connection, Grant grant, ConnectedUser user) throws SQLException {
    Optional<GrantId> older =
        ConsentWriter.idByUser(connection, grant.owner().account(), user.zoomUserId());
    if (older.isEmpty()) {
      Statements.update(
          connection,
          NAME,
          user.zoomUserId(),
          user.zoomAccountId(),
          emails.stored(user.email()),
          grant.id().value());
    } else if (grant.tokens().refreshToken() != null) {
      moveToOlder(
          connection, grant, tokens(grant, grant.tokens().refreshToken(), user), older.get());
    }
  }

  /** Moves the tokens and references of a grant to another one, and deletes it. */
  private void moveToOlder(Connection connection, Grant grant, NewGrant tokens, GrantId older)
      throws SQLException {
    JdbcGrantEvents.Subject gone = events.subject(connection, grant.id());
    Optional<Secret> tokenOfOlder =
        store.find(connection, older).map(found -> found.tokens().refreshToken());
    GrantId unused = consents.connect(connection, tokens, null, Replacing.ALWAYS);
    if (tokenOfOlder.isPresent()) {
      // Zoom should have ended it. If it has not, it is tried when the newer one is refused.
      Statements.update(
          connection,
          KEEP_OLDER,
          keys.seal(tokenOfOlder.get(), new Place(JdbcGrantStore.SPARE_COLUMN, older.value(), 0)),
          older.value());
    }
    Statements.update(connection, MOVE_REFERENCES, older.value(), grant.id().value());
    Statements.update(connection, "delete from latchkey_grant where id = ?", grant.id().value());
    events.add(connection, GrantEvent.Type.REMOVED, gone, "moved");
    events.add(connection, GrantEvent.Type.CONNECTED, older, null);
    // Instances that have it in memory learn of its end from the audit.
    JdbcGrantAdministration.record(
        connection,
        grant.id(),
        grant.owner().account(),
        "delete",
        "latchkey: the user has " + older);
  }

  private static NewGrant tokens(Grant grant, Secret refreshToken, ConnectedUser user) {
    Grant.Owner owner = grant.owner();
    return new NewGrant(
        new Grant.Owner(
            owner.account(),
            user.zoomUserId(),
            user.zoomAccountId(),
            user.email(),
            owner.clientId(),
            owner.scopes()),
        refreshToken,
        grant.tokens().accessToken(),
        grant.tokens().accessTokenLife());
  }
}
