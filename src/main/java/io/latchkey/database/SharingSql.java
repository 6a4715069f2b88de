package io.latchkey.database;

/** The statements about what instances share. Only for PostgreSQL, since H2 has one instance. */
final class SharingSql {

  /**
   * A query does not see the row that its own {@code with} clause changes. So this instance comes
   * from {@code returning}, and only the others are read from the table.
   */
  static final String REPORT_ALIVE =
      """
      with reported as (
        insert into latchkey_instance as ours (name, started_at, seen_at, calls_per_second)
        values (?, current_timestamp, current_timestamp, ?)
        on conflict (name) do update
          set seen_at = excluded.seen_at, calls_per_second = excluded.calls_per_second,
            started_at = case when cast(? as boolean) then excluded.started_at
              else ours.started_at end
        returning ours.name, ours.started_at, ours.seen_at, ours.calls_per_second),
      instances as (
        select * from reported
        union all
        select name, started_at, seen_at, calls_per_second from latchkey_instance
        where seen_at > current_timestamp - interval '5' minute
          and name not in (select name from reported))
      select name, calls_per_second,
        extract(epoch from current_timestamp - started_at) as up,
        extract(epoch from current_timestamp - seen_at) as seen,
        coalesce(refreshes, 0) as refreshes, coalesce(access_tokens, 0) as access_tokens,
        coalesce(seats, 0) as seats
      from instances
      left join (select lease_owner, count(*) as refreshes from latchkey_grant
        where lease_until > current_timestamp group by lease_owner) as leased_grant
        on leased_grant.lease_owner = name
      left join (select lease_owner, count(*) as access_tokens from latchkey_account_token
        where expires_at > current_timestamp or lease_until > current_timestamp
        group by lease_owner) as fetched_token
        on fetched_token.lease_owner = name
      left join (select owner, count(*) as seats from latchkey_seat
        where until > current_timestamp group by owner) as taken_seat
        on taken_seat.owner = name""";

  static final String FIND_TOKEN =
      """
      select generation, access_token,
        extract(epoch from current_timestamp - requested_at) as age,
        extract(epoch from expires_at - current_timestamp) as life,
        coalesce(lease_until > current_timestamp, false) as is_leased
      from latchkey_account_token where account = ? and client_id = ?""";

  static final String ADD_TOKEN_ROW =
      """
      insert into latchkey_account_token (account, client_id, generation) values (?, ?, 0)
      on conflict do nothing""";

  static final String LEASE_TOKEN =
      """
      update latchkey_account_token
      set lease_owner = ?, lease_until = current_timestamp + interval '15' second
      where account = ? and client_id = ? and generation = ?
        and (lease_until is null or lease_until < current_timestamp)""";

  /** The owner stays once the lease is over: operators see which instance has fetched the token. */
  static final String STORE_TOKEN =
      """
      update latchkey_account_token set generation = generation + 1, access_token = ?,
        requested_at = current_timestamp - cast(? as integer) * interval '1 millisecond',
        expires_at = current_timestamp + cast(? as integer) * interval '1 millisecond',
        lease_owner = ?, lease_until = null
      where account = ? and client_id = ? and generation = ?""";

  static final String END_LEASE_OF_TOKEN =
      """
      update latchkey_account_token set lease_owner = null, lease_until = null
      where lease_owner = ? and lease_until is not null and account = ? and client_id = ?""";

  static final String ADD_QUOTA_ROW =
      """
      insert into latchkey_quota (account, slot_begin, given, given_at, reductions)
      values (?, 0, 0, 0, 0)
      on conflict do nothing""";

  static final String LOCK_QUOTA =
      """
      select slot_begin, given, given_at, allowed, reductions,
        -- If the clock was set back, this time lies in the future, and the reduction is over.
        case when reduced_at > current_timestamp then 1000000
          else extract(epoch from current_timestamp - reduced_at) end as since_reduction
      from latchkey_quota where account = ? for update""";

  /** Read once the row is locked: {@code current_timestamp} is when the transaction began. */
  static final String NOW = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

  static final String GIVE =
      "update latchkey_quota set slot_begin = ?, given = ?, given_at = ? where account = ?";

  static final String REDUCE =
      """
      update latchkey_quota
      set allowed = ?, reductions = reductions + 1, reduced_at = current_timestamp
      where account = ?""";

  private SharingSql() {}
}
