package io.latchkey.bench.grants;

import static org.awaitility.Awaitility.await;

import io.latchkey.bench.trouble.Setting;
import io.latchkey.database.RestartablePostgreSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets PostgreSQL hold a new grant while it is stored, or its commit when it is written. */
final class HeldStore {

  /** A new grant writes its reference in the same transaction. */
  private static final String TABLE = "latchkey_reference";

  private static final String WAITS_TO_STORE =
      "select count(*) from pg_locks where relation = '%s'::regclass and not granted"
          .formatted(TABLE);

  private static final String WAITS_FOR_COMMIT =
      "select count(*) from pg_stat_activity join pg_locks using (pid) where wait_event = 'SyncRep'"
          + " and relation = '%s'::regclass and mode = 'RowExclusiveLock'".formatted(TABLE);

  private final RestartablePostgreSql postgres;
  private final Setting setting;
  private Connection lock;

  HeldStore(RestartablePostgreSql postgres, Setting setting) {
    this.postgres = postgres;
    this.setting = setting;
  }

  /** Holds transactions that write a reference, in their middle. */
  void hold() throws SQLException {
    lock = postgres.connect();
    lock.setAutoCommit(false);
    try (Statement statement = lock.createStatement()) {
      statement.execute("lock table " + TABLE + " in share mode");
    }
  }

  void awaitHeld() {
    awaitOne(WAITS_TO_STORE);
  }

  /** Lets them go on. */
  void release() throws SQLException {
    lock.close();
  }

  /** Lets commits be written and seen by nobody: each waits for a standby that is not there. */
  void holdCommits() throws SQLException, InterruptedException {
    setStandby("nobody");
    // PostgreSQL applies it a moment later, and nothing shows when.
    TimeUnit.MILLISECONDS.sleep(200);
  }

  void awaitCommitHeld() {
    awaitOne(WAITS_FOR_COMMIT);
  }

  void releaseCommits() throws SQLException {
    setStandby("");
  }

  private void setStandby(String name) throws SQLException {
    postgres.executeAsSuperuser(
        "postgres", "alter system set synchronous_standby_names = '" + name + "'");
    postgres.executeAsSuperuser("postgres", "select pg_reload_conf()");
  }

  private void awaitOne(String query) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> setting.number(query) > 0);
  }
}
