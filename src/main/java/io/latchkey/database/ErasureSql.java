package io.latchkey.database;

/** The statements by which {@link JdbcGrantUpkeep} erases what is kept no longer. */
final class ErasureSql {

  static final String ERASE_TOKENS =
      """
      update latchkey_grant set refresh_token = null, spare_refresh_token = null
      where state = 'dead' and refresh_token is not null
        and changed_at < current_timestamp - cast(? as integer) * interval '1' second""";

  static final String DELETE_AUDIT =
      """
      delete from latchkey_audit
      where at < current_timestamp - cast(? as integer) * interval '1' second""";

  static final String DELETE_EVENTS =
      """
      delete from latchkey_event
      where created_at < current_timestamp - cast(? as integer) * interval '1' second""";

  /** The link of a consent that has succeeded is refused until it expires. */
  static final String DELETE_CONSENTS =
      """
      delete from latchkey_consent
      where opened_at < current_timestamp - cast(? as integer) * interval '1' second
        and (outcome is null or outcome <> 'connected' or link_until < current_timestamp)""";

  static final String ERASE_ADDRESSES =
      """
      update latchkey_grant set email = null
      where id in (select id from latchkey_grant where email is not null limit ?)""";

  /** For a while an operator can still see whose grant was removed. */
  static final String ERASE_ADDRESSES_OF_REMOVED =
      """
      update latchkey_grant set email = null
      where id in (select id from latchkey_grant where email is not null and state = 'removed'
        and changed_at < current_timestamp - cast(? as integer) * interval '1' second limit ?)""";

  /** An instance that was killed leaves its row behind. */
  static final String DELETE_INSTANCES =
      "delete from latchkey_instance where seen_at < current_timestamp - interval '1' day";

  static final String DELETE_NOTICES =
      "delete from latchkey_notice where until < current_timestamp";

  private ErasureSql() {}
}
