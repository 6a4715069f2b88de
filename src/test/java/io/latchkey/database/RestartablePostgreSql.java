package io.latchkey.database;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of a test's own, with the database {@code latchkey} of a user of that name.
 * It can be stopped and started again, on the same port with the same rows.
 */
public final class RestartablePostgreSql implements AutoCloseable {

  private final Path directory;
  private final Map<String, String> settings;
  private EmbeddedPostgres server;
  private int port;

  private RestartablePostgreSql(Path directory, Map<String, String> settings) {
    this.directory = directory;
    this.settings = Map.copyOf(settings);
  }

  /** Starts a server with its files in this directory, which is empty or not there yet. */
  public static RestartablePostgreSql start(Path directory) throws IOException, SQLException {
    return start(directory, Map.of());
  }

  /**
   * Does the same with settings of {@code postgresql.conf}.
   *
   * @param settings beside those that every start has
   */
  public static RestartablePostgreSql start(Path directory, Map<String, String> settings)
      throws IOException, SQLException {
    RestartablePostgreSql started = new RestartablePostgreSql(directory, settings);
    started.start();
    started.executeAsSuperuser("postgres", "create role latchkey login");
    started.executeAsSuperuser("postgres", "create database latchkey owner latchkey");
    return started;
  }

  /** Runs a statement that the user {@code latchkey} must not. */
  public void executeAsSuperuser(String database, String sql) throws SQLException {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns where Latchkey finds its database. */
  public DatabasePlace.PostgreSql place() {
    return new DatabasePlace.PostgreSql(
        "jdbc:postgresql://localhost:" + port + "/latchkey", "latchkey", null);
  }

  /** Starts it again. */
  public void start() throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .setPort(port)
            // The library switches both off, and what was committed would be lost with the server.
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "on");
    settings.forEach(builder::setServerConfig);
    server = builder.start();
    port = server.getPort();
  }

  /** Starts it again. Returns when it took the first connection. */
  public Instant startAgain() throws IOException {
    // The library returns some time after that moment.
    CompletableFuture<Instant> up = CompletableFuture.supplyAsync(this::awaitUp);
    start();
    return up.join();
  }

  /** Stops it, which ends each connection. */
  public void stop() throws IOException {
    server.close();
  }

  /** Stops it at once, as {@code pg_ctl -m immediate} does, which sends this signal. */
  public void kill() throws IOException, InterruptedException {
    ProcessHandle postmaster = postmaster();
    signal("QUIT", List.of(postmaster));
    postmaster.onExit().join();
    server.close();
  }

  /** Stops all of its processes in their tracks. No connection ends. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP", processes());
  }

  /** Lets its processes go on. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT", processes());
  }

  private ProcessHandle postmaster() throws IOException {
    String pid = Files.readAllLines(directory.resolve("postmaster.pid")).get(0).trim();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private List<ProcessHandle> processes() throws IOException {
    ProcessHandle postmaster = postmaster();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  /** Returns the processor time that those of its processes have used which run now. */
  public Duration processorTime() throws IOException {
    return processes().stream()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(command + ": " + status);
    }
  }

  /** Waits until it takes connections. Returns that moment, to about ten milliseconds. */
  public Instant awaitUp() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName("latchkey");
    source.setUser("latchkey");
    source.setConnectTimeout(1);
    source.setSocketTimeout(1);
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> isUp(source));
    return Instant.now();
  }

  private static boolean isUp(PGSimpleDataSource source) {
    try (Connection connection = source.getConnection()) {
      return !connection.isClosed();
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Connects to the database. */
  public Connection connect() throws SQLException {
    return server.getDatabase("latchkey", "latchkey").getConnection();
  }

  /** Returns the directory of its files. */
  public Path directory() {
    return directory;
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
