package io.latchkey.demo;

import io.latchkey.caller.HmacKey;
import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.UserLinks;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.server.Server;
import io.latchkey.server.Site;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows Latchkey at work within a minute, and how to continue with a real Zoom app. */
public final class Demo {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String SECOND_EXPLANATION =
      """
        A second instance shares PostgreSQL with the first: one access token, one quota, one set of grants
          curl -i '{other}/latchkey/zak?token={token}'
        Both are listed at the end of {latchkey}/latchkey/ops/status. A browser that is signed in there is
        signed in at {other}/latchkey/ops/status, too, and soon signed out on both.
        Its health is at {health}/health/ready, its log is {log}.

      """;

  private static final String EXPLANATION =
      """

      Latchkey is ready. In another terminal:

        A ZAK, as a bot platform fetches it (200):
          curl -i '{latchkey}/latchkey/zak?token={token}'

        Whether bots will get in, and what to do if not: open in a browser
          {latchkey}/latchkey/ops/status
        and sign in with {operator}; or
          curl -X POST -H 'Authorization: Bearer {operator}' '{latchkey}/latchkey/ops/check'

        A wrong callback token (401):
          curl -i '{latchkey}/latchkey/zak?token=wrong'

        Zoom fails from now on: the ZAK at hand is served (200), a new user's cannot be (503).
        (The demo takes a new ZAK after 5 seconds, not after a minute, so that this shows.)
          curl -X POST '{zoom}/control/faults?endpoint=zak&status=500'
          curl -i '{latchkey}/latchkey/zak?token={token}'
          curl -i '{latchkey}/latchkey/zak?token={token}&user=anna%40example.com'
        Look at the status page again, and at what the check says; then
          curl -X DELETE '{zoom}/control/faults'

        A scope is missing (the page and the check say which, and where to click):
          curl -X POST '{zoom}/control/accounts?account=demo-account&scopes=user:read:zak'
          curl -X POST '{zoom}/control/accounts?account=demo-account&scopes=user:read:token:admin'

        A grant: the consent of one Zoom user, here taken over from other software (docs/grants.md)
          curl -H 'Authorization: Bearer {operator}' '{latchkey}/latchkey/ops/grants' \\
            -d '{grant}'
          curl -i '{latchkey}/latchkey/zak?token={token}&account=crm&grant=anna-in-crm'
        and in the browser {latchkey}/latchkey/ops/grants

        A user connects by a link: open it, continue to the simulated Zoom, choose Bert, allow
          {link}
        then there are tokens of Bert: an OBF token, a ZAK, and an access token for the caller who may have one
          curl -i '{latchkey}/latchkey/obf?token={token}&account=crm&grant=bert-in-crm'
          curl -i '{latchkey}/latchkey/zak?token={token}&account=crm&grant=bert-in-crm'
          curl -i '{latchkey}/latchkey/access-token?token={api}&account=crm&grant=bert-in-crm'
        Once more from the beginning: Bert removes the app at Zoom, and gets a new link
          curl -X DELETE '{zoom}/control/grants?account=demo-general-app&user=bert'
          curl -H 'Authorization: Bearer {operator}' '{latchkey}/latchkey/ops/consents' \\
            -d '{"account":"crm","reference":"bert-in-crm"}'

      {second}  How it is, and what Zoom has been asked so far:
          curl '{health}/health/ready'
          curl '{zoom}/control/calls'

      With your own Zoom app (see README.md, "Production"), after Ctrl-C:
          export LATCHKEY_ZOOM_ACCOUNT_ID=... LATCHKEY_ZOOM_CLIENT_ID=...
          export LATCHKEY_ZOOM_CLIENT_SECRET=...
          export LATCHKEY_CALLBACK_TOKEN=$(openssl rand -hex 32)
          export LATCHKEY_OPERATOR_TOKEN=$(openssl rand -hex 32)
          echo "$LATCHKEY_CALLBACK_TOKEN $LATCHKEY_OPERATOR_TOKEN"
          server-config/payara-micro/run        (another server: server-config/README.md)

      The server's log is {log}. Ctrl-C ends the demo.
      """;

  /** The port of the second instance lies so much higher. */
  private static final int SECOND = 100;

  private final int instances = Integer.getInteger("demo.instances", 1);
  private final int port = Integer.getInteger("demo.port", 8080);
  private final int zoomPort = Integer.getInteger("demo.zoom.port", 8090);
  private final String callbackToken =
      new BigInteger(160, new SecureRandom()).toString(36) + "demo";
  private final String operatorToken =
      new BigInteger(160, new SecureRandom()).toString(36) + "operator";
  private final String apiToken = new BigInteger(160, new SecureRandom()).toString(36) + "api";
  private final String linkKey = newKey();
  private final Path target = Path.of(System.getProperty("program.target", "target"));

  /** Where the grants of the demo are kept; set with the server. */
  private Path database = target;

  private Demo() {}

  public static void main(String... args) throws IOException, InterruptedException {
    try {
      new Demo().run();
    } catch (IllegalStateException cannotStart) {
      System.err.println("\n" + cannotStart.getMessage() + "\n");
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    requireFree(port, port + 100, zoomPort, "Latchkey");
    requireFree(port + 1, port + 100, zoomPort, "health");
    if (instances > 1) {
      requireFree(port + SECOND, port + 200, zoomPort, "the second instance");
      requireFree(port + SECOND + 1, port + 200, zoomPort, "health of the second instance");
    }
    requireFree(zoomPort, port, zoomPort + 100, "the simulated Zoom");
    try (ZoomSimulator zoom = ZoomSimulator.start(zoomPort);
        SharedDatabase shared = SharedDatabase.start(instances, target.resolve("demo"));
        Server server = server(port, "");
        Server second = instances > 1 ? server(port + SECOND, "-second") : null) {
      // Ctrl-C ends this JVM without leaving the try statement, so nothing else would stop the
      // server.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      if (second != null) {
        Runtime.getRuntime().addShutdownHook(new Thread(second::close));
      }
      System.out.println("\nZoom is simulated on " + zoom.url() + ".");
      String name = server.site().kind().directory();
      System.out.println("server-config/" + name + " sets up the server.");
      SimulatedAccount app =
          zoom.account("demo-general-app", "demo-general-client", "demo-general-secret")
              .generalApp();
      app.users().add("bert", "bert@example.com", "Bert").add("anna", "anna@example.com", "Anna");
      app.settings().redirectUri(publicUrl() + "/connect/callback");
      Map<String, String> keys = keys(zoom);
      shared.configure(keys);
      start(server, keys);
      if (second != null) {
        start(second, keys);
      }
      explain(zoom, server, second, app.grants().connect("anna"));
      server.awaitEnd(Duration.ofDays(365));
    }
  }

  private static void start(Server server, Map<String, String> keys)
      throws IOException, InterruptedException {
    server.configure(keys);
    System.out.printf(
        "%s starts with target/latchkey.war, 10 to 30 seconds ",
        server.site().directory().getFileName());
    server.start();
    boolean ready = server.awaitReady(PATIENCE, Demo::tick);
    System.out.println();
    if (!ready) {
      throw new IllegalStateException(
          server
              .refusal()
              .orElse("Latchkey did not become ready; the reason is in " + server.logFile()));
    }
  }

  private Map<String, String> keys(ZoomSimulator zoom) {
    Map<String, String> keys = Server.configuration(zoom, "demo-account", callbackToken);
    keys.put("latchkey.zak.reuse-for", "PT5S");
    keys.put("latchkey.operator.token", operatorToken);
    keys.put("latchkey.public-url", publicUrl());
    keys.put("latchkey.consent.customer", "Example+Ltd");
    keys.put("latchkey.signed-url.key", linkKey);
    keys.put("latchkey.zoom.accounts", "crm");
    keys.put("latchkey.zoom.account.crm.app", "general");
    keys.put("latchkey.zoom.account.crm.client-id", "demo-general-client");
    keys.put("latchkey.zoom.account.crm.client-secret", "demo-general-secret");
    keys.put("latchkey.zoom.account.crm.scopes", "user:read:token,meeting:read:token");
    keys.put("latchkey.callers", "api");
    keys.put("latchkey.caller.api.token", apiToken);
    keys.put("latchkey.caller.api.kinds", "access-token");
    keys.put("latchkey.database.directory", database.toString());
    keys.put("latchkey.database.key", newKey());
    return keys;
  }

  private String publicUrl() {
    return "http://localhost:" + port + "/latchkey";
  }

  /** Returns a consent link, as software that has the key can make it. */
  private String link() {
    UserLinks links =
        new UserLinks(new SignedTexts(List.of(HmacKey.parse(Secret.of(linkKey)).orElseThrow())));
    ConsentLink link =
        new ConsentLink(
            "crm",
            new Reference("bert-in-crm"),
            Instant.now().plus(Duration.ofDays(1)),
            null,
            ConsentLink.Expected.ANYBODY);
    return publicUrl() + "/connect?t=" + links.make(link).reveal();
  }

  private static String newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Makes an empty directory for grants: the simulated Zoom knows none of an earlier demo. */
  private static Path emptyDatabase(Site site) throws IOException {
    Path database = Files.createDirectories(site.directory().resolve("database"));
    try (Stream<Path> files = Files.list(database)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return database.toAbsolutePath();
  }

  /**
   * Returns a server of the demo. Removes the configuration that an earlier demo has left.
   *
   * @param suffix of the name of its directory
   */
  private Server server(int firstPort, String suffix) throws IOException {
    Site site =
        Site.ofThisBuild(
            target.resolve("demo").resolve(System.getProperty("latchkey.server") + suffix),
            new Site.Ports(firstPort, firstPort + 1, firstPort + 2),
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            // Latchkey keeps no grants below the directory for temporary files, where this clone
            // may lie.
            "-Djava.io.tmpdir=" + temporary());
    Server server = site.kind().at(site);
    Files.createDirectories(site.directory());
    server.restore();
    if (suffix.isEmpty()) {
      database = emptyDatabase(site);
    }
    return server;
  }

  private Path temporary() throws IOException {
    return Files.createDirectories(target.resolve("demo").resolve("temporary")).toAbsolutePath();
  }

  private void explain(
      ZoomSimulator zoom, Server server, @Nullable Server second, String refreshToken)
      throws IOException {
    System.out.println(
        EXPLANATION
            .replace("{latchkey}", "http://localhost:" + port)
            .replace("{health}", "http://localhost:" + (port + 1))
            .replace("{zoom}", zoom.url().toString())
            .replace("{token}", callbackToken)
            .replace("{api}", apiToken)
            .replace("{operator}", operatorToken)
            .replace(
                "{grant}",
                "{\"account\":\"crm\",\"reference\":\"anna-in-crm\",\"refresh_token\":\"%s\"}"
                    .formatted(refreshToken))
            .replace("{second}", second == null ? "" : explanationOf(second))
            .replace("{link}", link())
            .replace("{log}", server.logFile().toString()));
  }

  private String explanationOf(Server second) throws IOException {
    return SECOND_EXPLANATION
        .replace("{log}", second.logFile().toString())
        .replace("{health}", "http://localhost:" + (port + SECOND + 1))
        .replace("{latchkey}", "http://localhost:" + port)
        .replace("{other}", "http://localhost:" + (port + SECOND))
        .replace("{token}", callbackToken);
  }

  private static void requireFree(int port, int otherPort, int otherZoomPort, String what) {
    try (ServerSocket probe = new ServerSocket()) {
      // Closed connections of an earlier demo must not make the port look taken.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress((InetAddress) null, port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "Port %d is taken, which %s needs. Choose another: mvn -Pdemo -Ddemo.port=%d -Ddemo.zoom.port=%d"
              .formatted(port, what, otherPort, otherZoomPort));
    }
  }

  private static void tick() {
    System.out.print(".");
    System.out.flush();
  }
}
