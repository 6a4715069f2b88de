package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.latchkey.server.Figures;
import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.pollinterval.IterativePollInterval;
import org.awaitility.pollinterval.PollInterval;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Follows one server from its configuration to its restoration. The steps build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleIT {

  private static final String TOKEN = "canary-callback-token-of-a-life-cycle";
  private static final String OPERATOR = "Lc9-4ad07e62f1b83c59-Wm5k8e2d9a1f";

  /**
   * The number of redeployments. A leak leaves the class loader and the threads of each of them, so
   * five show a leak as well as ten.
   */
  private static final int REDEPLOYMENTS = Integer.getInteger("latchkey.redeployments", 10);

  /** The servers with Jakarta Concurrency 3.1 that follow {@code virtual = true}. */
  private static final Set<String> WITH_VIRTUAL_THREADS =
      Set.of("payara-micro-7", "payara-server-7", "glassfish");

  private static final String PART_OF_LATCHKEY = "io.latchkey.config.Startup";

  /**
   * The waits between polls, which grow. Idle threads end after 10 s on WildFly, and after 60 s on
   * Open Liberty if no request comes meanwhile.
   */
  private static final PollInterval IDLE =
      IterativePollInterval.iterative(before -> before.multipliedBy(3), Duration.ofSeconds(4));

  /**
   * A secret with the characters that have a meaning in shells, properties files, management
   * commands and expressions.
   */
  private static final String CLIENT_SECRET = "s3cr3t$a$$b\"c'd\\e\\\\f\\$=g#h!{i};%j&k|l<m>n`";

  private static ZoomSimulator zoom;
  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    Map<String, String> keys = keys(TOKEN);
    // Soft references are cleared at once, so that they do not look like a leak.
    server = World.newServer("lifecycle", "-Xmx512m", "-XX:SoftRefLRUPolicyMSPerMB=0");
    server.configure(keys);
    long begin = System.nanoTime();
    server.start();
    World.awaitReady(server);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
    assertEquals(200, latchkey.zak("").status());
    Figures.write(server, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static Map<String, String> keys(String callbackToken) {
    Map<String, String> keys = Server.configuration(zoom, "unused", callbackToken);
    zoom.account("acc", "acc-client", CLIENT_SECRET);
    keys.put("latchkey.zoom.account-id", "acc");
    keys.put("latchkey.zoom.client-id", "acc-client");
    keys.put("latchkey.zoom.client-secret", CLIENT_SECRET);
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.public-url", "http://localhost:1/latchkey");
    keys.put("io.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries", "1");
    return keys;
  }

  @AfterAll
  static void stop() {
    server.close();
    zoom.close();
  }

  @Test
  @Order(1)
  void secrets_areWhereTheServerKeepsThem() throws IOException {
    for (Path file : filesWith(TOKEN, CLIENT_SECRET)) {
      assertEquals(
          "rw-------",
          java.nio.file.attribute.PosixFilePermissions.toString(
              Files.getPosixFilePermissions(file)),
          file::toString);
    }
    assertFalse(Jvm.commandLine(server).contains(TOKEN));
    assertFalse(Jvm.commandLine(server).contains(CLIENT_SECRET));
  }

  @Test
  @Order(2)
  @DisabledIfSystemProperty(
      named = "latchkey.server",
      matches = "glassfish",
      disabledReason = "GlassFish has no Fault Tolerance")
  void overrideKeysOfFaultTolerance_count() {
    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, Faults.FOREVER, Fault.answer(500, "-"));
    int before = zoom.calls().count(Endpoint.ZAK, "acc");
    assertEquals(503, latchkey.zak("&user=carl").status());
    assertEquals(before + 2, zoom.calls().count(Endpoint.ZAK, "acc"), "one retry, not two");
    zoom.faults().clear("acc");
  }

  @Test
  @Order(2)
  void callsToZoom_waitOnVirtualThreads_whereTheServerHasThem() throws IOException {
    assumeTrue(
        WITH_VIRTUAL_THREADS.contains(System.getProperty("latchkey.server.name", "")),
        "no virtual threads by Jakarta Concurrency");
    int before = zoom.calls().count(Endpoint.ZAK, "acc");
    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, 1, Fault.delay(Duration.ofMillis(1500)));
    CompletableFuture<Callback.Answer> answer = latchkey.zakAsync("&user=virtual");
    await().until(() -> zoom.calls().count(Endpoint.ZAK, "acc") > before);
    assertTrue(Jvm.virtualThreads(server, "latchkey-") > 0);
    assertEquals(200, answer.join().status());
  }

  /**
   * An operator rotates a secret like this: change the file of keys, run the configure script,
   * deploy again.
   */
  @Test
  @Order(3)
  void redeployment_takesNewKeys() throws Exception {
    assumeTrue(server.redeploys(), "rotated by a restart");
    Map<String, String> keys = keys(TOKEN + "-new," + TOKEN);
    keys.put("latchkey.zoom.user", "anna");
    server.configure(keys);
    server.renew();
    awaitStatus(200, TOKEN + "-new");
    awaitStatus(200, TOKEN);
    keys.remove("latchkey.zoom.user");
    keys.put("latchkey.callback.token", TOKEN);
    server.configure(keys);
    server.renew();
    awaitStatus(401, TOKEN + "-new");
    awaitStatus(200, TOKEN);
  }

  private static void awaitStatus(int status, String token) {
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> latchkey.get("zak?token=" + token).status() == status);
  }

  /**
   * Returns how many class loaders a server itself keeps. A leak of ours would keep that of each of
   * the eight deployments.
   *
   * <p>On Payara Server with Java 17, the thread of the server's scheduled executor keeps that of
   * the first deployment that set a timer. A second one was seen once, and nobody found out what
   * kept it. GlassFish's MicroProfile Config keeps every one.
   */
  private static int keptByTheServer() {
    return switch (System.getProperty("latchkey.server")) {
      case "payara-server" -> 2;
      case "glassfish" -> Integer.MAX_VALUE;
      default -> 0;
    };
  }

  @Test
  @Order(4)
  void redeployments_leaveNoThreadAndNoClassLoader() throws Exception {
    assumeTrue(server.redeploys(), "deploys at its start alone");
    redeploy(1);
    int before = Jvm.threadsNotServing(server);
    int kept = keptByTheServer();
    redeploy(REDEPLOYMENTS - 1);
    server.undeploy();
    await().atMost(Duration.ofSeconds(30)).until(() -> !server.isDeployed());
    await()
        .atMost(Duration.ofMinutes(4))
        .pollDelay(Duration.ZERO)
        .pollInterval(IDLE)
        .untilAsserted(
            () -> {
              serveOthers();
              int left = Jvm.loadersOf(server, PART_OF_LATCHKEY);
              String threads = Jvm.threadDump(server);
              assertTrue(left <= kept, () -> left + " class loaders left; " + threads);
              assertTrue(
                  Jvm.threadsNotServing(server) <= before + 2,
                  () -> "threads grew from " + before + "; " + threads);
            });
  }

  /**
   * Sends requests to a path outside of Latchkey. An idle thread of a server keeps the application
   * that it served last.
   */
  private static void serveOthers() {
    HttpRequest elsewhere = HttpRequest.newBuilder(URI.create(server.url() + "/nowhere")).build();
    Callback.join(Stream.generate(() -> latchkey.sendAsync(elsewhere)).limit(200).toList());
  }

  private static void redeploy(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      server.undeploy();
      await().atMost(Duration.ofSeconds(30)).until(() -> !server.isDeployed());
      server.deploy();
      World.awaitReady(server);
      assertEquals(200, latchkey.zak("").status());
      assertEquals(200, operator("GET", "ops/status"));
      assertEquals(200, operator("GET", "ops/metrics"));
      assertEquals(200, operator("POST", "ops/check"));
    }
  }

  private static int operator(String method, String path) {
    return latchkey
        .send(
            HttpRequest.newBuilder(latchkey.base().resolve(path))
                .header("Authorization", "Bearer " + OPERATOR)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build())
        .status();
  }

  @Test
  @Order(5)
  void stop_isOrderly_andNothingIsLeft() throws Exception {
    assertTrue(server.stopWithin(Duration.ofSeconds(20)), "it stops when asked to");
    server.restore();
    Files.deleteIfExists(server.site().directory().resolve("latchkey.properties"));
    assertEquals(List.of(), filesWith(TOKEN, CLIENT_SECRET));
  }

  private static List<Path> filesWith(String... secrets) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(server.site().directory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        if (Stream.of(secrets).anyMatch(text::contains)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
