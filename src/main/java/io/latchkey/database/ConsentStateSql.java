package io.latchkey.database;

/** The statements of {@link JdbcConsents}, which PostgreSQL and H2 both take. */
final class ConsentStateSql {

  /** Used ones count, too: otherwise anybody who has a link could fill the table. */
  static final String OPEN =
      """
      select count(*) from latchkey_consent
      where link_hash = ? and expires_at > current_timestamp""";

  static final String SUCCEEDED =
      "select count(*) from latchkey_consent where link_hash = ? and outcome = 'connected'";

  static final String INSERT =
      """
      insert into latchkey_consent (state_hash, link_hash, browser_hash, account, link, link_until,
        verifier, opened_at, expires_at)
      values (?, ?, ?, ?, ?, ?, ?, current_timestamp,
        current_timestamp + cast(? as integer) * interval '1' second)""";

  static final String CLAIM =
      """
      update latchkey_consent set used_at = current_timestamp
      where state_hash = ? and browser_hash = ? and used_at is null
        and expires_at > current_timestamp""";

  static final String FIND =
      """
      select link_hash, browser_hash, link, verifier, used_at, outcome, grant_id
      from latchkey_consent where state_hash = ?""";

  static final String WITHOUT_GRANT =
      """
      select account, link, opened_at, outcome from latchkey_consent
      where outcome is null or outcome <> 'connected'
      order by opened_at desc limit ?""";

  private ConsentStateSql() {}
}
