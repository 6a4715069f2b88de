package io.latchkey.database;

/**
 * The statements about seats. Those of {@link JdbcSeats} are only for PostgreSQL, since H2 has one
 * instance; {@link #DELETE_OLD} runs on both.
 */
final class SeatSql {

  static final String OF_MEETING =
      "select member, bot from latchkey_seat where meeting = ? and until > current_timestamp";

  /** A seat whose time is over is a free one. */
  static final String TAKE =
      """
      insert into latchkey_seat as seat (meeting, member, bot, owner, is_used, requests, until)
      values (?, ?, ?, ?, false, 1, current_timestamp + interval '30' second)
      on conflict (meeting, member) do update set bot = excluded.bot, owner = excluded.owner,
        is_used = seat.is_used and seat.until > current_timestamp,
        requests = case when seat.until > current_timestamp then seat.requests + 1 else 1 end,
        until = greatest(seat.until, excluded.until)
      where seat.until <= current_timestamp or seat.bot = excluded.bot""";

  static final String USE =
      """
      insert into latchkey_seat as seat (meeting, member, bot, owner, is_used, requests, until)
      values (?, ?, ?, ?, true, 1, current_timestamp + cast(? as integer) * interval '1' second)
      on conflict (meeting, member) do update set bot = excluded.bot, is_used = true,
        until = excluded.until
      where seat.until <= current_timestamp or seat.bot is not distinct from excluded.bot""";

  static final String LEAVE =
      """
      update latchkey_seat set requests = requests - 1
      where meeting = ? and member = ? and bot is not distinct from ? and not is_used""";

  static final String DELETE_LEFT =
      """
      delete from latchkey_seat
      where meeting = ? and member = ? and requests < 1 and not is_used""";

  static final String DELETE_OLD = "delete from latchkey_seat where until < current_timestamp";

  private SeatSql() {}
}
