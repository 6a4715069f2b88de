package io.latchkey.database;

import io.latchkey.account.Account;
import io.latchkey.instance.Instances;
import io.latchkey.mint.Reduction;
import io.latchkey.mint.SharedQuota;
import io.latchkey.mint.SharedQuota.Given;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives the calls of an account away in slots of a quarter of a second, which begin with each
 * second of the clock of the database. So no more turns begin in a second of that clock than
 * allowed, and in no other second more than those of one slot besides.
 *
 * <p>Thread-safe.
 */
public final class JdbcQuota implements SharedQuota {

  private static final int SLOTS_A_SECOND = 4;

  /** A slot with less time left is passed over: the call would fall into the next one. */
  private static final long SHORTEST_REST = 150;

  /** Nobody waits longer for an answer of the database. */
  private static final long LONGEST_REST = 1000;

  /** After such a step back of the clock of the database, what was given says nothing any more. */
  private static final long STEP_BACK = 2000;

  private final ImpatientDatabase database;
  private final Instances instances;

  /** How long the last transaction took after it had read the clock of the database. */
  private volatile Duration usualRest = Duration.ZERO;

  /**
   * @param instances know the smallest quota that is configured, and how many share it
   */
  public JdbcQuota(ImpatientDatabase database, Instances instances) {
    this.database = database;
    this.instances = instances;
  }

  /** The row of an account, locked until the transaction ends. */
  private record Row(long slotBegin, int given, long givenAt, int allowed, int reductions) {}

  /**
   * A slot of time.
   *
   * @param begin in milliseconds since 1970
   * @param calls how many may be made in it
   */
  record Slot(long begin, long end, int calls) {

    /** Returns the slot of a moment. */
    static Slot at(long millis, int allowed) {
      int slots = Math.min(SLOTS_A_SECOND, allowed);
      long length = 1000 / slots;
      long second = Math.floorDiv(millis, 1000L) * 1000;
      int number = (int) Math.min(slots - 1, (millis - second) / length);
      long begin = second + number * length;
      // Whole calls, and together those of a second.
      int calls = (number + 1) * allowed / slots - number * allowed / slots;
      return new Slot(begin, number == slots - 1 ? second + 1000 : begin + length, calls);
    }
  }

  @Override
  public Given takeTurns(Account account, List<Duration> within) {
    Answer answer =
        database.transaction(
            connection -> {
              Row row = locked(connection, account);
              long now = Statements.number(connection, SharingSql.NOW);
              long nanos = System.nanoTime();
              Giving giving = new Giving(row, now, usualRest.toMillis());
              List<Optional<Window>> turns = within.stream().map(giving::give).toList();
              if (turns.stream().anyMatch(Optional::isPresent)) {
                give(connection, account, giving);
              }
              return new Answer(
                  new Given(turns, giving.next(), row.allowed, row.reductions), nanos);
            });
    // A commit may be slow, and the turns are those of the time before it.
    usualRest = Duration.ofNanos(System.nanoTime() - answer.nanos);
    return answer.given.after(usualRest);
  }

  /**
   * @param nanos when the clock of the database was read, by the monotonic clock of this process
   */
  private record Answer(Given given, long nanos) {}

  private static void give(Connection connection, Account account, Giving giving)
      throws SQLException {
    Statements.update(
        connection, SharingSql.GIVE, giving.slot.begin, giving.given, giving.now, account.name());
  }

  /** Gives the calls of one slot after the other away. */
  private static final class Giving {

    private final long now;
    private final int allowed;
    private Slot slot;
    private int given;

    /**
     * @param rest how long the rest of the transaction will take, probably
     */
    Giving(Row row, long now, long rest) {
      this.now = now;
      this.allowed = row.allowed;
      boolean isAhead = row.slotBegin > now && row.givenAt < now + STEP_BACK;
      this.slot = Slot.at(isAhead ? row.slotBegin : now, allowed);
      this.given = slot.begin == row.slotBegin ? row.given : 0;
      while (slot.end - (now + Math.min(rest, LONGEST_REST)) < SHORTEST_REST) {
        this.slot = Slot.at(slot.end, allowed);
        this.given = 0;
      }
    }

    /** Returns how long until the next call may be made. */
    Duration next() {
      long begin = given < slot.calls ? slot.begin : slot.end;
      return Duration.ofMillis(Math.max(0, begin - now));
    }

    /** Gives the next call away, if it may be made soon enough. */
    Optional<Window> give(Duration within) {
      Duration next = next();
      if (next.compareTo(within) > 0) {
        return Optional.empty();
      }
      if (given >= slot.calls) {
        slot = Slot.at(slot.end, allowed);
        given = 0;
      }
      given++;
      return Optional.of(new Window(next, Duration.ofMillis(slot.end - now)));
    }
  }

  private Row locked(Connection connection, Account account) throws SQLException {
    int most = instances.callsPerSecond(account.name(), account.callsPerSecond());
    List<Row> found =
        Statements.list(connection, SharingSql.LOCK_QUOTA, row -> row(row, most), account.name());
    if (!found.isEmpty()) {
      return found.get(0);
    }
    Statements.update(connection, SharingSql.ADD_QUOTA_ROW, account.name());
    return locked(connection, account);
  }

  private static Row row(ResultSet row, int most) throws SQLException {
    int afterReduction = row.getInt("allowed");
    int allowed =
        row.wasNull()
            ? most
            : Reduction.recovered(
                most, afterReduction, Statements.remaining(row, "since_reduction"));
    return new Row(
        row.getLong("slot_begin"),
        row.getInt("given"),
        row.getLong("given_at"),
        allowed,
        row.getInt("reductions"));
  }

  @Override
  public void reduce(Account account, int reductions) {
    boolean unused =
        database.transaction(
            connection -> {
              Row row = locked(connection, account);
              return row.reductions == reductions
                  && Statements.update(
                          connection, SharingSql.REDUCE, Reduction.of(row.allowed), account.name())
                      == 1;
            });
  }

  @Override
  public int share(Account account) {
    int most = instances.callsPerSecond(account.name(), account.callsPerSecond());
    return Math.max(1, most / instances.count());
  }
}
