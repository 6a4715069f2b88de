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
      insert into latchkey_seat as seat (meeting, member, bot, owner, is_used, until)
      values (?, ?, ?, ?, false, current_timestamp + interval '30' second)
      on conflict (meeting, member) do update set bot = excluded.bot, owner = excluded.owner,
        is_used = seat.is_used and seat.until > current_timestamp,
        until = greatest(seat.until, excluded.until)
      where seat.until <= current_timestamp or seat.bot = excluded.bot""";

  static final String USE =
      """
      insert into latchkey_seat as seat (meeting, member, bot, owner, is_used, until)
      values (?, ?, ?, ?, true, current_timestamp + cast(? as integer) * interval '1' second)
      on conflict (meeting, member) do update set bot = excluded.bot, is_used = true,
        until = excluded.until
      where seat.until <= current_timestamp or seat.bot is not distinct from excluded.bot""";

  static final String LEAVE =
      "delete from latchkey_seat where meeting = ? and member = ? and bot is not distinct from ?"
          + " and owner = ? and not is_used";

  static final String DELETE_OLD = "delete from latchkey_seat where until < current_timestamp";

  private SeatSql() {}
}
