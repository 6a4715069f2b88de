package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.simulator.Wire;
import io.latchkey.simulator.Wire.State;
import io.latchkey.simulator.ZoomSimulator;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests Latchkey while the network to Zoom fails. A ZAK is minted for every request, so each
 * request needs the network. The user {@code warm} has a ZAK in memory.
 */
@Tag(Scope.ONE_SERVER)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkIT {

  private static final String TOKEN = "canary-callback-token-network-0123456789";
  private static final Duration DEADLINE = Duration.ofSeconds(4);

  /** The length of the outage. {@code -Dlatchkey.outage.seconds=100} makes it longer. */
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("latchkey.outage.seconds", 8));

  private static ZoomSimulator zoom;
  private static Wire wire;
  private static Server server;
  private static Callback latchkey;
  private static int users;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    wire = new Wire(zoom.port());
    Map<String, String> configuration = Server.configuration(zoom, "acc", TOKEN);
    configuration.put("latchkey.zoom.oauth-url", "http://127.0.0.1:" + wire.port());
    configuration.put("latchkey.zoom.api-url", "http://127.0.0.1:" + wire.port());
    configuration.put("latchkey.zak.reuse-for", "PT0S");
    configuration.put("latchkey.zoom.calls-per-second", "500");
    server = World.ready("network", configuration);
    latchkey = at(server);
    assertEquals(200, latchkey.zak("&user=warm").status());
  }

  @AfterAll
  static void stop() throws Exception {
    wire.close();
    zoom.close();
    server.close();
  }

  @AfterEach
  void heal() {
    wire.is(State.WELL);
    wire.leadTo(zoom.port());
    await().atMost(Duration.ofSeconds(40)).until(() -> cold().status() == 200);
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> !latchkey.zak("&user=warm").body().equals(latchkey.zak("&user=warm").body()));
  }

  private static Callback at(Server server) throws MalformedURLException {
    return new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
  }

  private static Answer cold() {
    return latchkey.zak("&user=cold" + users++);
  }

  static void assertUnavailable(Answer answer) {
    assertEquals(503, answer.status(), answer::body);
    assertTrue(answer.took().compareTo(DEADLINE) <= 0, () -> "took " + answer.took());
    int retryAfter = Integer.parseInt(answer.header("Retry-After"));
    assertTrue(retryAfter >= 1 && retryAfter <= 900, () -> "Retry-After: " + retryAfter);
  }

  private static void assertServed(Answer answer) {
    assertEquals(200, answer.status(), answer::body);
    assertTrue(answer.body().matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+"), answer::body);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"LATE", "SLICED"})
  @Order(1)
  void slowButWhole_isServed(State state) {
    wire.is(state);
    for (int i = 0; i < 5; i++) {
      assertServed(cold());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"SILENT", "RESET", "CUT"})
  @Order(2)
  void broken_cold503InTime_warm200(State state) {
    wire.is(state);
    int before = wire.connections();
    assertUnavailable(cold());
    assertTrue(wire.connections() - before <= 4, "three attempts, and one of the JDK's own");
    for (int i = 0; i < 10; i++) {
      assertServed(latchkey.zak("&user=warm"));
    }
  }

  @Test
  @Order(3)
  void refused_cold503_warm200() throws Exception {
    try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The port is closed at the end of this block, so connections to it are refused.
      wire.leadTo(reserved.getLocalPort());
    }
    assertUnavailable(cold());
    assertServed(latchkey.zak("&user=warm"));
  }

  @Test
  @Order(4)
  void flapping_warmNoticesNothing_theBreakerNeverSticks() {
    for (int i = 0; i < 6; i++) {
      wire.is(i % 2 == 0 ? State.RESET : State.WELL);
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(() -> assertServed(latchkey.zak("&user=warm")));
    }
  }

  /** The load is more than a hundred requests a second. */
  @Test
  @Order(5)
  void zoomGoneForALongTime_warmIsServedThroughout_callsDoNotGrowWithTheLoad() {
    wire.is(State.RESET);
    int before = wire.connections();
    await()
        .during(OUTAGE)
        .atMost(OUTAGE.plusSeconds(7))
        .pollInterval(Duration.ofMillis(150))
        .untilAsserted(() -> latchkey.together(20, "&user=warm").forEach(NetworkIT::assertServed));
    int connections = wire.connections() - before;
    assertTrue(connections <= 20, () -> "connections: " + connections);
  }

  @Test
  @Order(6)
  void threadsAndConnections_areBackWhereTheyWere() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertServed(cold());
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> zoom.connections() <= 8);
    int threads = Jvm.threads(server);
    wire.is(State.SILENT);
    for (int i = 0; i < 50; i++) {
      var unused = latchkey.zakAsync("&user=hanging" + i);
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> wire.connections() > 0);
    assertUnavailable(cold());
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> Jvm.threads(server) <= threads + 5);
  }
}
