package io.latchkey.database;

import io.latchkey.grant.DatabaseUnavailable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that the database is away. After three failures in a row, one use a second is let
 * through, and the others fail at once, so that callers do not wait for a database that is away.
 *
 * <p>Thread-safe.
 */
public final class DatabaseOutage {

  private static final int ENOUGH_FAILURES = 3;
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(1);

  /**
   * A lock that was waited for too long, a row that is there already or is gone, a deadlock, a
   * statement that was slow, a text that is too long.
   */
  private static final Set<String> ABOUT_ONE_STATEMENT =
      Set.of("55P03", "HYT00", "23505", "23503", "40P01", "40001", "57014", "22001");

  /** What operators are told for a class or a code of SQLSTATE. */
  private static final Map<String, String> WORDS =
      Map.of(
          "08", "no connection",
          "28", "it refuses user or password",
          "3D", "there is no such database",
          "42", "a table is missing, or the user may not use it",
          "53", "it has no room for another connection",
          "57", "it is being stopped",
          "25006", "it is read-only: a standby, and not the primary",
          "90020", "another instance uses the file; several instances need PostgreSQL");

  /**
   * A database that is away.
   *
   * @param since by the wall clock
   */
  public record Seen(Instant since, String diagnosis) {}

  private @Nullable Seen seen;
  private int failures;
  private long nextProbe;

  synchronized void refuseWhileAway() {
    Seen away = seen;
    if (away == null || failures < ENOUGH_FAILURES) {
      return;
    }
    long now = System.nanoTime();
    if (now - nextProbe < 0) {
      throw new DatabaseUnavailable(away.diagnosis);
    }
    nextProbe = now + BETWEEN_PROBES.toNanos();
  }

  synchronized void ended() {
    seen = null;
    failures = 0;
  }

  synchronized DatabaseUnavailable recorded(SQLException failure) {
    SQLException e = withState(failure);
    String diagnosis = diagnosis(e);
    if (ABOUT_ONE_STATEMENT.contains(String.valueOf(e.getSQLState())) || isPoolBusy(e)) {
      return new DatabaseUnavailable(diagnosis);
    }
    seen = new Seen(seen == null ? Instant.now() : seen.since, diagnosis);
    failures++;
    nextProbe = System.nanoTime() + BETWEEN_PROBES.toNanos();
    return new DatabaseUnavailable(diagnosis);
  }

  synchronized Optional<Seen> seen() {
    return Optional.ofNullable(seen);
  }

  /**
   * Returns the driver's own exception, which pools of servers wrap into one without a SQLSTATE.
   */
  private static SQLException withState(SQLException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof SQLException found && found.getSQLState() != null) {
        return found;
      }
    }
    return e;
  }

  /**
   * Returns whether all connections are in use: our pool says so without a SQLSTATE, and a database
   * with one. A crowd must not make a database that works count as away.
   */
  private static boolean isPoolBusy(SQLException e) {
    return e.getSQLState() == null && !(e instanceof ServerDataSource.Missing);
  }

  /** Names the trouble without the text of the database, which may quote a row. */
  private static String diagnosis(SQLException e) {
    if (e instanceof ServerDataSource.Missing missing) {
      return missing.getMessage();
    }
    if (isPoolBusy(e)) {
      return "all connections are in use (" + e.getClass().getSimpleName() + ")";
    }
    String state = String.valueOf(e.getSQLState());
    String kind = state.substring(0, Math.min(2, state.length()));
    String words = WORDS.getOrDefault(state, WORDS.getOrDefault(kind, "it failed"));
    return "%s (SQLSTATE %s, %s)".formatted(words, state, e.getClass().getSimpleName());
  }
}
