package io.latchkey.database;

import io.agroal.api.AgroalDataSource;
import io.latchkey.grant.DatabaseUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database of grants. Every use of it is one short transaction, which ends by a commit or by a
 * rollback that is said explicitly, because some pools commit what is open when a connection is
 * closed. No transaction spans a call to Zoom.
 *
 * <p>Thread-safe; to be closed with the application.
 */
public final class Database implements AutoCloseable {

  /** What is done in one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Where connections come from. */
  @FunctionalInterface
  private interface Connections {
    Connection open() throws SQLException;
  }

  private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

  /**
   * The number of connections to H2. While one transaction commits, another one may reach the file
   * without its undo log. If the process is killed then, the row stays locked for ever, and each
   * update of it takes a processor without an end. The one connection also holds the file.
   */
  private static final int CONNECTIONS_TO_H2 = 1;

  /**
   * For each transaction, and not in the URL: PgBouncer takes no {@code options}, and pools of
   * servers hand a changed session on to the next borrower.
   */
  private static final String POSTGRESQL_LIMITS =
      "set local lock_timeout = '1s'; set local statement_timeout = '3s';"
          + " set local idle_in_transaction_session_timeout = '5s'";

  private final Connections connections;
  private final @Nullable AgroalDataSource pool;
  private final DatabaseOutage outage = new DatabaseOutage();
  private volatile boolean isPrepared;

  /** The statements before each transaction; null until the database is known. */
  private volatile @Nullable String limits;

  private Database(Connections connections, @Nullable AgroalDataSource pool) {
    this.connections = connections;
    this.pool = pool;
  }

  /** Prepares the database. Connects to it, or looks it up, only when it is used. */
  public static Database of(DatabaseSettings settings) {
    DatabasePlace place = settings.place();
    if (place instanceof DatabasePlace.OfServer server) {
      return new Database(new ServerDataSource(server.jndiName())::connection, null);
    }
    AgroalDataSource pool =
        place instanceof DatabasePlace.Embedded
            ? ConnectionPool.of(place, CONNECTIONS_TO_H2, Duration.ZERO)
            : ConnectionPool.of(place, settings.poolSize(), LONGEST_LIFE);
    return new Database(pool::getConnection, pool);
  }

  /**
   * Does something in one transaction. Blocks.
   *
   * @throws DatabaseUnavailable if it could not be done or not be committed
   */
  public <T> T transaction(Work<T> work) {
    if (!isPrepared) {
      throw notPrepared();
    }
    return transactionOfPreparation(work);
  }

  /**
   * Does what is a single statement, which is a transaction of its own: for work that is repeated
   * all the time, since a statement costs the database a sixth of a whole transaction. Blocks.
   *
   * @throws DatabaseUnavailable if it could not be done
   */
  <T> T statement(Work<T> work) {
    if (!isPrepared) {
      throw notPrepared();
    }
    outage.refuseWhileAway();
    try (Connection connection = connections.open()) {
      boolean wasAutoCommit = connection.getAutoCommit();
      connection.setAutoCommit(true);
      try {
        T result = work.in(connection);
        outage.ended();
        return result;
      } finally {
        restore(connection, wasAutoCommit);
      }
    } catch (SQLException e) {
      throw outage.recorded(e);
    }
  }

  private static DatabaseUnavailable notPrepared() {
    return new DatabaseUnavailable("its tables and keys are not checked yet");
  }

  /** Returns whether the tables and keys are checked, so that the database may be used. */
  boolean isPrepared() {
    return isPrepared;
  }

  /** Lets the database be used, since its tables are there and the keys fit. */
  void prepared() {
    isPrepared = true;
  }

  /** Does the same as {@link #transaction}, before the database is prepared. */
  <T> T transactionOfPreparation(Work<T> work) {
    outage.refuseWhileAway();
    try (Connection connection = connections.open()) {
      T result = committed(connection, work);
      outage.ended();
      return result;
    } catch (SQLException e) {
      throw outage.recorded(e);
    }
  }

  private <T> T committed(Connection connection, Work<T> work) throws SQLException {
    boolean wasAutoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    boolean isCommitted = false;
    try {
      limitWaits(connection);
      T result = work.in(connection);
      connection.commit();
      isCommitted = true;
      return result;
    } finally {
      if (!isCommitted) {
        rollBack(connection);
      }
      restore(connection, wasAutoCommit);
    }
  }

  private void limitWaits(Connection connection) throws SQLException {
    String statements = limits;
    if (statements == null) {
      // H2 has its limit in the URL.
      statements = isPostgreSql(connection) ? POSTGRESQL_LIMITS : "";
      limits = statements;
    }
    if (!statements.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(statements);
      }
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException broken) {
      // The connection is of no use any more, and the database rolls back by itself.
    }
  }

  /** Leaves the connection as it was, for the next borrower of a pool that resets nothing. */
  private static void restore(Connection connection, boolean wasAutoCommit) {
    try {
      connection.setAutoCommit(wasAutoCommit);
    } catch (SQLException broken) {
      // What is committed stays committed, and the pool finds the connection broken.
    }
  }

  static boolean isPostgreSql(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
  }

  /** Returns what keeps the database from being used, and since when; empty if nothing does. */
  public Optional<DatabaseOutage.Seen> outage() {
    return outage.seen();
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
