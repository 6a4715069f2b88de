package io.latchkey.database;

/** The statements of {@link JdbcGrantAdministration}, which PostgreSQL and H2 both take. */
final class AdministrationSql {

  static final String COLUMNS =
      """
      select g.id, g.account, g.zoom_user_id, g.email, g.state, g.reason, g.generation,
        g.consented_at, g.rotated_at, u.used_at, r.reference
      from (%s) g left join latchkey_reference r on r.grant_id = g.id
        left join latchkey_use u on u.grant_id = g.id
      order by g.id, r.reference""";

  /**
   * Takes further conditions. Only those that are asked for: for "state = coalesce(?, state)",
   * PostgreSQL reads the whole table.
   */
  static final String PAGE = "select * from latchkey_grant where id > ? %s order by id limit ?";

  static final String OF_ACCOUNT = " and account = ?";

  static final String OF_STATE = " and state = ?";

  /** Four searches by an index each, since "or" would read the whole table. */
  static final String NAMED =
      """
       and id in (
          select id from latchkey_grant where id = ?
          union select grant_id from latchkey_reference where reference = ?
          union select id from latchkey_grant where zoom_user_id = ?
          union select id from latchkey_grant where email = ?)""";

  static final String RETRY =
      """
      update latchkey_grant set state = 'active', reason = null, refusals = 0, retry_at = null,
        setback_until = null, changed_at = current_timestamp
      where id = ? and state in ('suspect', 'dead') and refresh_token is not null""";

  static final String END =
      """
      update latchkey_grant set state = 'removed', reason = ?, generation = generation + 1,
        refresh_token = null, spare_refresh_token = null, access_token = null,
        access_expires_at = null, lease_owner = null, lease_since = null, lease_until = null,
        setback_until = null, changed_at = current_timestamp
      where id = ? and state <> 'removed'""";

  static final String ATTEMPTS =
      """
      select opened_at, link, outcome from latchkey_consent where link_hash in (
        select link_hash from latchkey_consent where grant_id = ?) order by opened_at desc""";

  /** Not the consents that have used up a link: those of {@link #FORGET_CONSENTS}. */
  static final String DELETE_CONSENTS =
      """
      delete from latchkey_consent
      where (grant_id = ? or (grant_id is null and link_hash in (
          select link_hash from latchkey_consent where grant_id = ?)))
        and not (coalesce(outcome, '') = 'connected' and link_until > current_timestamp
          and link like '{"kind":"consent"%')""";

  /** A link that has succeeded stays refused until it expires. */
  static final String FORGET_CONSENTS =
      """
      update latchkey_consent set grant_id = null,
        link = '{"kind":"consent","account":"' || account || '","expires":'
          || cast(extract(epoch from link_until) as bigint) || '}'
      where grant_id = ?""";

  private AdministrationSql() {}
}
