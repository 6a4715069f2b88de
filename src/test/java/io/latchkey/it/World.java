package io.latchkey.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.server.PayaraMicro;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One simulated Zoom for all tests of this run, with an account of its own for each test, so that
 * every test finds it cold; and the configuration of the servers, written before they start.
 */
public final class World implements BeforeAllCallback {

  static final String CALLBACK_TOKEN = "canary-callback-token-5f2e8c1ab09d";
  static final String OLD_CALLBACK_TOKEN = "canary-rotated-out-token-77b1d3e04";

  /** Accounts beside {@code default}; a test takes one for itself. */
  private static final List<String> NAMES =
      List.of(
          "invalidclient",
          "invalidwarm",
          "flaky",
          "dead",
          "deadwarm",
          "hangscold",
          "hangswarm",
          "garbagecold",
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
          "redirected",
          "crowd",
          "stillborn",
          "dripping",
          "expiring");

  private static ZoomSimulator zoom;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    start();
  }

  private static synchronized void start() throws IOException {
    if (zoom == null) {
      zoom = ZoomSimulator.start(0);
      Files.createDirectories(directory());
      write("remembering", Map.of());
      write("minting", Map.of("latchkey.zak.reuse-for", "PT0S"));
    }
  }

  static ZoomSimulator zoom() {
    return zoom;
  }

  /** The account as Zoom knows it. */
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
    return "canary-client-secret-of-" + name;
  }

  /** The archive that the build made, and no other. */
  static WebArchive war() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File(System.getProperty("latchkey.war")));
  }

  /** A server of a test's own, configured by nothing else. */
  static PayaraMicro start(String name, Map<String, String> configuration) throws IOException {
    return PayaraMicro.start(
        new PayaraMicro.Installation(
            Path.of(System.getProperty("latchkey.payara.micro")),
            Path.of(System.getProperty("latchkey.server.config"))
                .resolve("payara-micro")
                .resolve("pre-boot.asadmin"),
            directory().resolve(name)),
        PayaraMicro.freePort(),
        List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
        List.of(Path.of(System.getProperty("latchkey.war"))),
        configuration);
  }

  static Path directory() {
    return Path.of(System.getProperty("latchkey.world"));
  }

  /** The whole log of a server, which it writes in pieces. */
  static String log(String server) {
    return pieces(server).stream().map(World::read).collect(Collectors.joining());
  }

  private static List<Path> pieces(String server) {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .filter(file -> file.getFileName().toString().matches(server + "\\.log(\\.\\d+)?"))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String server, Map<String, String> more) throws IOException {
    for (Path piece : pieces(server)) {
      Files.delete(piece);
    }
    Properties properties = new Properties();
    properties.putAll(configuration(server));
    properties.putAll(more);
    try (OutputStream out = Files.newOutputStream(directory().resolve(server + ".properties"))) {
      properties.store(out, null);
    }
  }

  /** The account default is each server's own. */
  private static Map<String, String> configuration(String server) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("latchkey.zoom.oauth-url", zoom.url().toString());
    keys.put("latchkey.zoom.api-url", zoom.url().toString());
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
