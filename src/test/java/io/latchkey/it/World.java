package io.latchkey.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds what the tests of a run share: the servers, and one simulated Zoom. There, each test has
 * its own account, so that it finds the account cold.
 */
public final class World implements BeforeAllCallback {

  static final String CALLBACK_TOKEN = "Qx7-canary-5f2e8c1ab09d4471e6c3b8aa";
  static final String OPERATOR_TOKEN = "Ty6-canary-2d90f4b8c71e4a53b6e8d1f7";
  static final String OLD_CALLBACK_TOKEN = "Vw3-canary-77b1d3e04c52f9906ab1d7ee";

  /** The number of accounts for tables of faults. Each row takes one. */
  private static final int ROWS = 75;

  /** The number of lines of a log that a failure shows. */
  private static final int LOG_LINES = 60;

  /** The accounts beside {@code default}. Each test takes its own. */
  private static final List<String> NAMES =
      Stream.concat(
              Stream.of(
                  "invalidclient",
                  "invalidwarm",
                  "flaky",
                  "dead",
                  "deadwarm",
                  "hangscold",
                  "hangswarm",
                  "garbagecold0",
                  "garbagecold1",
                  "garbagecold2",
                  "garbagecold3",
                  "garbagecold4",
                  "garbagecold5",
                  "garbagecold6",
                  "garbagecold7",
                  "garbagewarm",
                  "killed",
                  "killedonce",
                  "killedforever",
                  "users",
                  "scopeless",
                  "limitedcold",
                  "limitedwarm",
                  "halfbad",
                  "slow",
                  "quick",
                  "broken",
                  "breaker",
                  "zakgarbage",
                  "redirected302",
                  "redirected307",
                  "redirected308",
                  "held",
                  "retriedonce",
                  "crowd",
                  "stillborn",
                  "dripping",
                  "expiring",
                  "onekind",
                  "oneuser",
                  "strangeusers",
                  "ownuser",
                  "daily",
                  "joins",
                  "scoped",
                  "cased",
                  "servertoserver"),
              IntStream.rangeClosed(1, ROWS).mapToObj(row -> "row" + row))
          .toList();

  private static final Map<String, Server> SERVERS = new ConcurrentHashMap<>();

  private static ZoomSimulator zoom;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    start();
  }

  private static synchronized void start() throws IOException {
    if (zoom == null) {
      zoom = ZoomSimulator.start(0);
    }
  }

  static ZoomSimulator zoom() {
    return zoom;
  }

  /** Returns an account of the simulated Zoom. */
  static SimulatedAccount account(String name) {
    return zoom.accounts().stream()
        .filter(account -> account.accountId().equals(accountId(name)))
        .findFirst()
        .orElseThrow();
  }

  static String accountId(String name) {
    return name + "-account-id";
  }

  static String clientSecret(String name) {
    return "Zs5-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
  }

  /** Returns the archive that the build made. */
  static WebArchive war() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File(System.getProperty("latchkey.war")));
  }

  /** Returns the directory of this server's and this test process's files. */
  static Path directory() {
    return Path.of(System.getProperty("latchkey.worlds"), ServerKind.nameInThisBuild());
  }

  /**
   * Returns a new server that is neither configured nor started, without the files of an earlier
   * run.
   */
  static Server newServer(String name, String... javaOptions) throws IOException {
    Path directory = directory().resolve(name);
    delete(directory);
    Server server =
        ServerKind.ofThisBuild().at(Site.ofThisBuild(directory, Site.Ports.free(), javaOptions));
    SERVERS.put(name, server);
    return server;
  }

  /** Starts a server for one test, and waits until it is ready. */
  static Server ready(String name, Map<String, String> keys)
      throws IOException, InterruptedException {
    return ready(name, keys, Map.of());
  }

  /** Does the same, with further environment variables. */
  static Server ready(String name, Map<String, String> keys, Map<String, String> variables)
      throws IOException, InterruptedException {
    Server server = newServer(name, "-Xmx512m", "-XX:TieredStopAtLevel=1");
    server.variables().putAll(variables);
    server.launch(keys);
    awaitReady(server);
    return server;
  }

  /** Waits until Latchkey is ready. Fails with the end of the log, which CI does not keep. */
  static void awaitReady(Server server) throws IOException, InterruptedException {
    if (!server.awaitReady(Duration.ofMinutes(3), () -> {})) {
      List<String> log = server.log().lines().toList();
      fail(
          server.logFile()
              + (server.isAlive() ? " (is running)\n" : " (has ended)\n")
              + String.join("\n", log.subList(Math.max(0, log.size() - LOG_LINES), log.size())));
    }
  }

  /** Does the same as {@link #ready} in another thread, while the test continues. */
  static CompletableFuture<Server> readySoon(String name, Map<String, String> keys) {
    return soon(() -> ready(name, keys));
  }

  /** Runs a slow task in another thread. */
  static <T> CompletableFuture<T> soon(Callable<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                done.complete(task.call());
              } catch (Throwable failure) {
                // A failed assertion, too, must reach the test that waits.
                done.completeExceptionally(failure);
              }
            },
            "starting a server")
        .start();
    return done;
  }

  /** Returns the server that was made under this name. */
  static Server server(String name) {
    return SERVERS.get(name);
  }

  /** Returns the whole log of a server. */
  static String log(String server) {
    try {
      return SERVERS.get(server).log();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns everything that a server wrote for an operator. */
  static String everythingWritten(String server) {
    try {
      return SERVERS.get(server).everythingWritten();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Returns the keys of a server. It has its own Zoom account as {@code default}; the servers share
   * all other accounts.
   */
  static Map<String, String> configuration(String server, Map<String, String> more)
      throws IOException {
    start();
    Map<String, String> keys = new LinkedHashMap<>(more);
    keys.put("latchkey.zoom.oauth-url", zoom.url().toString());
    keys.put("latchkey.zoom.api-url", zoom.url().toString());
    keys.put("latchkey.operator.token", OPERATOR_TOKEN);
    keys.put("latchkey.callback.token", CALLBACK_TOKEN + "," + OLD_CALLBACK_TOKEN);
    credentials(keys, "latchkey.zoom.", server);
    keys.put("latchkey.zoom.accounts", String.join(",", NAMES));
    for (String name : NAMES) {
      credentials(keys, "latchkey.zoom.account." + name + ".", name);
    }
    return keys;
  }

  private static void credentials(Map<String, String> keys, String prefix, String name) {
    keys.put(prefix + "account-id", accountId(name));
    keys.put(prefix + "client-id", name + "-client-id");
    keys.put(prefix + "client-secret", clientSecret(name));
    zoom.account(accountId(name), name + "-client-id", clientSecret(name));
  }
}
