package io.latchkey.database;

/** The statements of {@link JdbcGrantStore}, which PostgreSQL and H2 both take. */
final class RefreshSql {

  static final String FIND =
      """
      select account, zoom_user_id, zoom_account_id, email, client_id, scopes,
        state, reason, refusals, generation, refresh_token, spare_refresh_token, access_token,
        extract(epoch from retry_at - current_timestamp) as retry_in,
        extract(epoch from setback_until - current_timestamp) as setback,
        extract(epoch from access_expires_at - current_timestamp) as life,
        unfinished_since is not null
          or (lease_owner is not null and lease_until < current_timestamp) as was_cut_off
      from latchkey_grant where id = ?""";

  static final String TAKE_LEASE =
      """
      update latchkey_grant set
        unfinished_since = case when lease_owner is null then unfinished_since
          else coalesce(unfinished_since, lease_since) end,
        lease_owner = ?, lease_since = current_timestamp,
        lease_until = current_timestamp + interval '15' second
      where id = ? and generation = ? and state in ('active', 'suspect')
        and (lease_until is null or lease_until < current_timestamp)
        and (setback_until is null or setback_until <= current_timestamp)""";

  static final String EXTEND_LEASE =
      """
      update latchkey_grant set lease_until = current_timestamp + interval '15' second
      where lease_owner = ? and id = ? and generation = ?""";

  static final String END_LEASE =
      """
      update latchkey_grant set lease_owner = null, lease_since = null, lease_until = null,
        setback_until = current_timestamp + cast(? as integer) * interval '1' second
      where lease_owner = ? and id = ? and generation = ?""";

  static final String END_LEASE_AFTER_LOST_ANSWER =
      """
      update latchkey_grant set unfinished_since = coalesce(unfinished_since, lease_since),
        lease_owner = null, lease_since = null, lease_until = null,
        setback_until = current_timestamp + cast(? as integer) * interval '1' second
      where lease_owner = ? and id = ? and generation = ?""";

  static final String STORE =
      """
      update latchkey_grant set generation = generation + 1,
        refresh_token = ?, access_token = ?, scopes = coalesce(?, scopes),
        access_expires_at = current_timestamp + cast(? as integer) * interval '1' second,
        key_id = ?, state = 'active', reason = null, refusals = 0, retry_at = null,
        lease_owner = null, lease_since = null, lease_until = null, unfinished_since = null,
        setback_until = null, spare_refresh_token = null, rotated_at = current_timestamp,
        -- Only tokens that Zoom has just given show whose they are.
        identify_at = case when zoom_user_id like '?%' then current_timestamp end
      where id = ? and generation = ? and state <> 'removed'""";

  static final String KEEP_SPARE =
      """
      update latchkey_grant set spare_refresh_token = ?
      where id = ? and generation = ? and spare_refresh_token is null and state <> 'removed'""";

  static final String USE_SPARE =
      """
      update latchkey_grant set generation = generation + 1, refresh_token = ?,
        spare_refresh_token = null, access_token = null, refusals = 0, key_id = ?,
        lease_owner = null, lease_since = null, lease_until = null, unfinished_since = null,
        changed_at = current_timestamp
      where id = ? and generation = ?""";

  static final String RECORD_REFUSAL =
      """
      update latchkey_grant set state = 'suspect', reason = ?, refusals = refusals + 1,
        retry_at = current_timestamp + interval '60' second,
        lease_owner = null, lease_since = null, lease_until = null
      where id = ? and generation = ? and state in ('active', 'suspect')""";

  static final String RECORD_FIRST_REFUSAL = RECORD_REFUSAL + " and state = 'active'";

  static final String RECORD_DEATH =
      """
      update latchkey_grant set state = 'dead', reason = ?, refusals = refusals + 1,
        access_token = null, access_expires_at = null,
        lease_owner = null, lease_since = null, lease_until = null,
        changed_at = current_timestamp
      where id = ? and generation = ? and state in ('active', 'suspect')""";

  static final String ARE_MOST_SUSPECT =
      """
      select count(*) >= 5 and count(*) > (
        select count(*) from latchkey_grant
        where account = ? and rotated_at > current_timestamp - interval '10' minute
          and state = 'active')
      from latchkey_grant
      where account = ? and state = 'suspect' and reason <> 'answer_lost'""";

  static final String RETRY_SUSPECTS =
      "update latchkey_grant set retry_at = current_timestamp, refusals = 0"
          + " where account = ? and state = 'suspect'";

  static final String UNFINISHED =
      """
      select id from latchkey_grant
      where account = ? and client_id = ? and (
        (state = 'suspect' and retry_at < current_timestamp
          and (lease_until is null or lease_until < current_timestamp))
        or (state = 'active' and lease_until < current_timestamp)
        or (state = 'active' and unfinished_since is not null
          and setback_until < current_timestamp and lease_until is null))
      order by changed_at limit ?""";

  static final String UNUSED =
      """
      select id, generation from latchkey_grant
      where account = ? and client_id = ? and state = 'active' and lease_until is null
        and (setback_until is null or setback_until < current_timestamp)
        and coalesce(rotated_at, consented_at)
          < current_timestamp - cast(? as integer) * interval '1' second
      order by coalesce(rotated_at, consented_at) limit ?""";

  private RefreshSql() {}
}
