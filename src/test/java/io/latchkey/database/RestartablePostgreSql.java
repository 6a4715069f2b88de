package io.latchkey.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL server of a test's own, with the database {@code latchkey} of a user of that name.
 * It can be stopped and started again, on the same port with the same rows.
 */
public final class RestartablePostgreSql implements AutoCloseable {

  private final Path directory;
  private EmbeddedPostgres server;
  private int port;

  private RestartablePostgreSql(Path directory) {
    this.directory = directory;
  }

  /** Starts a server with its files in this directory, which is empty or not there yet. */
  public static RestartablePostgreSql start(Path directory) throws IOException, SQLException {
    RestartablePostgreSql started = new RestartablePostgreSql(directory);
    started.start();
    try (Connection connection = started.server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role latchkey login");
      statement.execute("create database latchkey owner latchkey");
    }
    return started;
  }

  /** Starts it again. */
  public void start() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .setPort(port)
            .start();
    port = server.getPort();
  }

  /** Stops it, which ends each connection. */
  public void stop() throws IOException {
    server.close();
  }

  /** Connects to the database. */
  public Connection connect() throws SQLException {
    return server.getDatabase("latchkey", "latchkey").getConnection();
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
