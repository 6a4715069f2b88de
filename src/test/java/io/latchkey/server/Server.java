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
 * A server of its own process with Latchkey, set up by the scripts of {@code server-config} as a
 * user would do it.
 *
 * <p>First {@link #configure}, then {@link #start}, which deploys Latchkey as well; {@link #close}
 * stops it. Both may be done again after that.
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

  /** Runs the server's configure script with a file of these keys. */
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

  /** Runs the server's restore script. */
  public void restore() throws IOException {
    run(site.scripts().resolve("restore").toString(), site.home().toString());
  }

  /** Starts it and deploys Latchkey, without waiting until it is ready. */
  public abstract void start() throws IOException;

  /** Configures and starts one of many servers that are alike, in the quickest way. */
  public void launch(Map<String, String> keys) throws IOException {
    configure(keys);
    start();
  }

  /** The server's process, once it has been started. */
  public abstract Optional<ProcessHandle> process() throws IOException;

  /** Deploys Latchkey to the running server. */
  public abstract void deploy() throws IOException;

  /** Takes Latchkey off the running server. */
  public abstract void undeploy() throws IOException;

  /** Makes keys that were configured while it runs count. */
  public void renew() throws IOException {
    deploy();
  }

  /** Whether Latchkey can be taken off and deployed again without stopping the server. */
  public boolean redeploys() {
    return true;
  }

  /** The files that make up the server's log, oldest first. */
  protected abstract List<Path> logs() throws IOException;

  /** Where everything stands that it writes for an operator, access logs included. */
  protected abstract List<Path> written() throws IOException;

  /** The access logs. */
  protected abstract List<Path> accessLogs() throws IOException;

  /** Asks it to end as an operator would. */
  protected abstract void stop() throws IOException;

  /** Whether it is ready within a time; false as soon as it has ended or refused Latchkey. */
  public boolean awaitReady(Duration atMost, Runnable tick)
      throws InterruptedException, IOException {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end && isAlive() && refusal().isEmpty()) {
      tick.run();
      if (isReady() && isDeployed()) {
        return true;
      }
      awaitEnd(Duration.ofMillis(200));
    }
    return false;
  }

  public boolean isAlive() throws IOException {
    return process().filter(ProcessHandle::isAlive).isPresent();
  }

  /** Waits until the process has ended, for a time. */
  public void awaitEnd(Duration atMost) throws IOException {
    process()
        .map(ProcessHandle::onExit)
        .ifPresent(end -> end.completeOnTimeout(null, atMost.toMillis(), MILLISECONDS).join());
  }

  /** Whether Latchkey itself answers. */
  public boolean isDeployed() throws InterruptedException {
    return get(url() + "/latchkey/").filter(page -> page.body().contains("GET /zak")).isPresent();
  }

  /** By its health alone: nothing is asked of Latchkey itself. */
  public boolean isReady() throws InterruptedException {
    return get(opsUrl() + "/health/ready")
        .filter(health -> health.statusCode() == 200)
        // A server is ready before its applications are.
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

  /** For callers. */
  public String url() {
    return "http://127.0.0.1:" + site.ports().callers();
  }

  /** For health and metrics. */
  public String opsUrl() {
    return "http://127.0.0.1:" + site.ports().ops();
  }

  public Site site() {
    return site;
  }

  /** The whole log, which the server may have written in pieces. */
  public String log() throws IOException {
    return text(logs());
  }

  /** What stands in the access logs, which servers write with some delay. */
  public String accessLog() throws IOException {
    return text(accessLogs());
  }

  /** All that it wrote for an operator. */
  public String everythingWritten() throws IOException {
    return text(written());
  }

  /** Why Latchkey is not deployed, in its own words, if it is not. */
  public Optional<String> refusal() throws IOException {
    return Pattern.compile("(?s)Latchkey is not deployed:.*?\n(?=Every key)")
        .matcher(log())
        .results()
        .map(MatchResult::group)
        .findFirst();
  }

  /** Where an operator looks first. */
  public Path logFile() throws IOException {
    List<Path> logs = logs();
    return logs.isEmpty() ? site.directory() : logs.get(logs.size() - 1);
  }

  /** Asks it to end as an operator would, and tells whether it did so in time. */
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

  /** What Latchkey needs for one account of a simulated Zoom, which is made on the way. */
  public static Map<String, String> configuration(
      ZoomSimulator zoom, String accountId, String callbackToken) {
    Map<String, String> keys = new HashMap<>();
    credentials(keys, "latchkey.zoom.", zoom, accountId, accountId);
    keys.put("latchkey.zoom.oauth-url", zoom.url().toString());
    keys.put("latchkey.zoom.api-url", zoom.url().toString());
    keys.put("latchkey.callback.token", callbackToken);
    return keys;
  }

  /** The same for further accounts, each with the id {@code NAME-id}. */
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

  /** Further variables of the environment, for the server. */
  public Map<String, String> variables() {
    return variables;
  }

  /** Applications that are deployed beside Latchkey when the server starts. */
  public List<Path> neighbours() {
    return neighbours;
  }

  // --- for the servers

  /** The environment of the scripts: the shell's, without what it configures Latchkey with. */
  protected Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", site.java().toString());
    environment.put("PORT", Integer.toString(site.ports().callers()));
    environment.put("OPS_PORT", Integer.toString(site.ports().ops()));
    environment.put("ADMIN_PORT", Integer.toString(site.ports().admin()));
    return environment;
  }

  /** For a command of which nobody reads what it says, unless it fails. */
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
    // Scripts start many a JVM that lives for a second; servers are given their own options.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment());
    builder.environment().putAll(variables);
    return builder;
  }

  /** What the shell is configured for is another server's. */
  private static boolean configuresLatchkey(String variable) {
    return variable.toUpperCase(Locale.ROOT).startsWith("LATCHKEY")
        || variable.equals("LOG_FORMAT")
        || variable.equals("LOG_DEBUG");
  }

  protected static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file);
    if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
      throw new IOException("cannot protect " + file);
    }
    Files.writeString(file, text, UTF_8);
  }

  /** Files of a directory and below whose names match, oldest first; none if there is none. */
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
      if (Files.exists(file)) {
        text.append(new String(Files.readAllBytes(file), UTF_8));
      }
    }
    return text.toString();
  }
}
