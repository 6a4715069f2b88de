package io.latchkey.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server with Latchkey in its own process. The scripts of {@code server-config} set it up, as a
 * user would do it.
 *
 * <p>First {@link #configure}, then {@link #start}, which also deploys Latchkey. {@link #close}
 * stops the server. Both may be called again after that.
 */
public abstract class Server implements AutoCloseable {

  private static final Duration TO_STOP = Duration.ofSeconds(20);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Map<String, String> variables = new HashMap<>();
  private final List<Path> neighbours = new ArrayList<>();
  protected final Site site;

  protected Server(Site site) {
    this.site = site;
  }

  /** Runs the configure script of the server with a file of these keys. */
  public void configure(Map<String, String> keys) throws IOException {
    Files.createDirectories(site.directory());
    Path file = site.directory().resolve("latchkey.properties");
    writePrivately(
        file,
        keys.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .sorted()
            .collect(Collectors.joining()));
    run(site.scripts().resolve("configure").toString(), site.home().toString(), file.toString());
  }

  /** Runs the restore script of the server. */
  public void restore() throws IOException {
    run(site.scripts().resolve("restore").toString(), site.home().toString());
  }

  /** Starts the server and deploys Latchkey. Does not wait until Latchkey is ready. */
  public abstract void start() throws IOException;

  /** Configures and starts one of many servers of the same kind, in the quickest way. */
  public void launch(Map<String, String> keys) throws IOException {
    configure(keys);
    start();
  }

  /** Returns the process of the server; empty before its start. */
  public abstract Optional<ProcessHandle> process() throws IOException;

  /** Deploys Latchkey to the running server. */
  public abstract void deploy() throws IOException;

  /** Undeploys Latchkey from the running server. */
  public abstract void undeploy() throws IOException;

  /** Installs the driver of PostgreSQL. Before the start. */
  public abstract void installDriver(Path driver) throws IOException;

  /**
   * Defines the data source as {@code server-config} does, for PostgreSQL at a port of this
   * machine. While the server runs, except on Payara Micro.
   */
  public abstract void defineDataSource(int port) throws IOException;

  /** Returns the JNDI name of the data source that {@link #defineDataSource} defines. */
  public String dataSourceName() {
    return "jdbc/latchkey";
  }

  /** Returns the definition of the data source, from this file of {@code server-config}. */
  protected static String dataSource(Path definition, int port) throws IOException {
    return Files.readString(definition)
        .replace("db.example.com", "127.0.0.1")
        .replace("5432", Integer.toString(port));
  }

  /** Makes the server use keys that were configured while it runs. */
  public void renew() throws IOException {
    deploy();
  }

  /** Returns whether Latchkey can be undeployed and deployed again while the server runs. */
  public boolean redeploys() {
    return true;
  }

  /** Returns the files of the server's log, the oldest first. */
  protected abstract List<Path> logs() throws IOException;

  /** Returns all files that the server writes for an operator, access logs included. */
  protected abstract List<Path> written() throws IOException;

  protected abstract List<Path> accessLogs() throws IOException;

  /** Asks the server to stop, as an operator would. */
  protected abstract void stop() throws IOException;

  /**
   * Waits until Latchkey is ready. Returns false if the time is over, and as soon as the server has
   * ended or refused Latchkey.
   *
   * @param tick runs before each look, several times a second
   */
  public boolean awaitReady(Duration atMost, Runnable tick)
      throws InterruptedException, IOException {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end && isAlive() && refusal().isEmpty()) {
      tick.run();
      if (isReady() && isDeployed()) {
        return true;
      }
      // A pause that ends early if the process does.
      awaitEnd(Duration.ofMillis(200));
    }
    return false;
  }

  public boolean isAlive() throws IOException {
    return process().filter(ProcessHandle::isAlive).isPresent();
  }

  /** Waits until the process has ended, but not longer than this time. */
  public void awaitEnd(Duration atMost) throws IOException {
    process()
        .map(ProcessHandle::onExit)
        .ifPresent(end -> end.completeOnTimeout(null, atMost.toMillis(), MILLISECONDS).join());
  }

  /** Returns whether Latchkey itself answers. */
  public boolean isDeployed() throws InterruptedException {
    return get(url() + "/latchkey/").filter(page -> page.body().contains("GET /zak")).isPresent();
  }

  /**
   * Returns whether the health of the server says that Latchkey is ready. Sends no request to
   * Latchkey itself.
   */
  public boolean isReady() throws InterruptedException {
    return get(opsUrl() + "/health/ready")
        .filter(health -> health.statusCode() == 200)
        // A server may be ready before its applications are.
        .filter(health -> health.body().contains("\"latchkey-ready\""))
        .isPresent();
  }

  private static Optional<HttpResponse<String>> get(String url) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
    try {
      return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** Returns the URL for callers. */
  public String url() {
    return "http://127.0.0.1:" + site.ports().callers();
  }

  /** Returns the URL for health and metrics. */
  public String opsUrl() {
    return "http://127.0.0.1:" + site.ports().ops();
  }

  public Site site() {
    return site;
  }

  /** Returns the whole log, which the server may have written into several files. */
  public String log() throws IOException {
    return text(logs());
  }

  /** Returns the text of the access logs. Servers write them with some delay. */
  public String accessLog() throws IOException {
    return text(accessLogs());
  }

  /** Returns the text of everything that the server wrote for an operator. */
  public String everythingWritten() throws IOException {
    return text(written());
  }

  /** Returns the message with which Latchkey refused its configuration; empty if it did not. */
  public Optional<String> refusal() throws IOException {
    // Begins and ends like the message of ConfigurationRefused. They must change together.
    return Pattern.compile("(?s)Latchkey is not deployed:.*?\n(?=Every key)")
        .matcher(log())
        .results()
        .map(MatchResult::group)
        .findFirst();
  }

  /** Returns the file in which an operator looks first; the directory if there is no log yet. */
  public Path logFile() throws IOException {
    List<Path> logs = logs();
    return logs.isEmpty() ? site.directory() : logs.get(logs.size() - 1);
  }

  /** Asks the server to stop, as an operator would, and returns whether it did so in time. */
  public boolean stopWithin(Duration time) throws IOException {
    stop();
    awaitEnd(time);
    return !isAlive();
  }

  @Override
  public void close() {
    try {
      if (isAlive() && !stopWithin(TO_STOP)) {
        process().ifPresent(ProcessHandle::destroyForcibly);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the keys that Latchkey needs for one account of a simulated Zoom. Also creates that
   * account.
   */
  public static Map<String, String> configuration(
      ZoomSimulator zoom, String accountId, String callbackToken) {
    Map<String, String> keys = new HashMap<>();
    credentials(keys, "latchkey.zoom.", zoom, accountId, accountId);
    keys.put("latchkey.zoom.oauth-url", zoom.url().toString());
    keys.put("latchkey.zoom.api-url", zoom.url().toString());
    keys.put("latchkey.callback.token", callbackToken);
    return keys;
  }

  /** Adds the keys of further accounts and creates them. Each has the id {@code <name>-id}. */
  public static void addAccounts(
      Map<String, String> keys, ZoomSimulator zoom, Collection<String> names) {
    keys.put("latchkey.zoom.accounts", String.join(",", names));
    for (String name : names) {
      credentials(keys, "latchkey.zoom.account." + name + ".", zoom, name + "-id", name);
    }
  }

  private static void credentials(
      Map<String, String> keys, String prefix, ZoomSimulator zoom, String accountId, String name) {
    String clientSecret = name + "-client-s3cr3t";
    zoom.account(accountId, name + "-client", clientSecret);
    keys.put(prefix + "account-id", accountId);
    keys.put(prefix + "client-id", name + "-client");
    keys.put(prefix + "client-secret", clientSecret);
  }

  /** Returns further environment variables for the server, which a test may change. */
  public Map<String, String> variables() {
    return variables;
  }

  /**
   * Returns the applications that are deployed together with Latchkey at the start; a test may add
   * to them.
   */
  public List<Path> neighbours() {
    return neighbours;
  }

  // --- for subclasses

  /**
   * Returns environment variables for the scripts and the server. They are added to those of the
   * shell, from which everything that configures Latchkey is removed.
   */
  protected Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", site.java().toString());
    environment.put("PORT", Integer.toString(site.ports().callers()));
    environment.put("OPS_PORT", Integer.toString(site.ports().ops()));
    environment.put("ADMIN_PORT", Integer.toString(site.ports().admin()));
    return environment;
  }

  /** Runs a command and returns its output. If the command fails, the exception has the output. */
  String run(String... command) throws IOException {
    Path output = Files.createTempFile(site.directory(), "command", ".out");
    try {
      Process process = processOf(output, command).start();
      int status = process.onExit().join().exitValue();
      String said = Files.readString(output, UTF_8);
      if (status != 0) {
        throw new IOException(Arrays.toString(command) + " failed: " + said);
      }
      return said;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  protected ProcessBuilder processOf(Path output, String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().keySet().removeIf(Server::configuresLatchkey);
    // Scripts start many JVMs that live for a second. Servers get their own options later, except
    // Payara Micro, which keeps this one.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment());
    builder.environment().putAll(variables);
    return builder;
  }

  /**
   * Returns whether a variable configures Latchkey. In the shell, such variables are meant for
   * another server.
   */
  private static boolean configuresLatchkey(String variable) {
    return variable.toUpperCase(Locale.ROOT).startsWith("LATCHKEY")
        || variable.equals("LOG_FORMAT")
        || variable.equals("LOG_DEBUG");
  }

  protected static void writePrivately(Path file, String text) throws IOException {
    // A new file, which is protected while it is still empty. An old one could be open to others.
    Files.deleteIfExists(file);
    Files.createFile(file);
    if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
      throw new IOException("cannot protect " + file);
    }
    Files.writeString(file, text, UTF_8);
  }

  /**
   * Returns the files in a directory and below it whose names match, the oldest first; empty if
   * there is no such directory.
   */
  protected static List<Path> files(Path directory, String names) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return new ArrayList<>(
          files
              .filter(file -> file.getFileName().toString().matches(names))
              .filter(Files::isRegularFile)
              .sorted(Comparator.comparing(file -> file.toFile().lastModified()))
              .toList());
    }
  }

  private static String text(List<Path> files) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      // The server may have renamed a log meanwhile. Bytes that are not UTF-8 must not fail the
      // read, as they would with readString.
      if (Files.exists(file)) {
        text.append(new String(Files.readAllBytes(file), UTF_8));
      }
    }
    return text.toString();
  }
}
