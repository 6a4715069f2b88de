package io.latchkey.database;

/** The statements by which {@link JdbcGrantDirectory} stores a consent. */
final class ConsentSql {

  static final String INSERT =
      """
      insert into latchkey_grant (id, account, zoom_user_id, zoom_account_id, email, client_id,
        scopes, consented_at, state, refusals, generation, refresh_token, access_token,
        access_expires_at, key_id, changed_at)
      values (?, ?, ?, ?, ?, ?, ?, current_timestamp, 'active', 0, 1, ?, ?,
        current_timestamp + cast(? as integer) * interval '1' second, ?, current_timestamp)""";

  static final String REPLACE =
      """
      update latchkey_grant set zoom_user_id = ?, zoom_account_id = ?, email = ?, client_id = ?,
        scopes = ?, identify_at = null,
        consented_at = current_timestamp, state = 'active', reason = null, refusals = 0,
        retry_at = null, generation = generation + 1, refresh_token = ?,
        spare_refresh_token = null, access_token = ?,
        access_expires_at = current_timestamp + cast(? as integer) * interval '1' second,
        lease_owner = null, lease_since = null, lease_until = null, unfinished_since = null,
        setback_until = null, key_id = ?, rotated_at = current_timestamp,
        changed_at = current_timestamp
      where id = ?""";

  private ConsentSql() {}
}
