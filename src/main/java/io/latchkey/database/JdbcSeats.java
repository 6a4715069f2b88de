package io.latchkey.database;

import io.latchkey.account.MeetingId;
import io.latchkey.service.SharedSeats;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the seats in meetings in a table, whose key lets each be taken once.
 *
 * <p>Thread-safe.
 */
public final class JdbcSeats implements SharedSeats {

  private final ImpatientDatabase database;
  private final String instance;

  /**
   * @param instance the name of this instance, which no other has
   */
  public JdbcSeats(ImpatientDatabase database, String instance) {
    this.database = database;
    this.instance = instance;
  }

  @Override
  public List<Taken> of(MeetingId meeting) {
    return database.transaction(
        connection ->
            Statements.list(
                connection,
                SeatSql.OF_MEETING,
                row -> new Taken(row.getString("member"), row.getString("bot")),
                meeting.digits()));
  }

  private boolean update(String sql, @Nullable Object... values) {
    return database.transaction(connection -> Statements.update(connection, sql, values) == 1);
  }

  @Override
  public boolean take(MeetingId meeting, String member, @Nullable String bot) {
    return update(SeatSql.TAKE, meeting.digits(), member, bot, instance);
  }

  @Override
  public boolean use(MeetingId meeting, String member, @Nullable String bot, Duration life) {
    int seconds = (int) life.toSeconds();
    return update(SeatSql.USE, meeting.digits(), member, bot, instance, seconds);
  }

  @Override
  public void leave(MeetingId meeting, String member, @Nullable String bot) {
    int unused =
        database.transaction(
            connection -> {
              Statements.update(connection, SeatSql.LEAVE, meeting.digits(), member, bot);
              return Statements.update(connection, SeatSql.DELETE_LEFT, meeting.digits(), member);
            });
  }
}
