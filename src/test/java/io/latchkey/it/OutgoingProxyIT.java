package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import io.latchkey.simulator.Certificates;
import io.latchkey.simulator.CompanyProxy;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the network of a company. The only way out is a proxy that requires a password and inspects
 * TLS in the name of Zoom. The token answer of Zoom names a regional host. The servers differ in
 * their trust stores, and in the options that they pass to the JVM.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutgoingProxyIT {

  private static final String TOKEN = "Pq3-canary-4be0a6c19f5d48e27c03d9a1";
  private static final String OPERATOR = "Rw8-5c1e7f02ab9d46e3-Mk2d8f4a6b1c3";
  private static final String PASSWORD = "Xz5-pr0xy-canary-81c2";

  @TempDir private static Path certificates;

  private static ZoomSimulator zoom;
  private static CompanyProxy proxy;
  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    Certificates authority = new Certificates(certificates);
    zoom = ZoomSimulator.on(authority.inZoomsName());
    proxy = new CompanyProxy(zoom.port(), "latchkey", PASSWORD);
    Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
    keys.remove("latchkey.zoom.oauth-url");
    keys.remove("latchkey.zoom.api-url");
    keys.put("latchkey.zoom.proxy", "localhost:" + proxy.port());
    keys.put("latchkey.zoom.proxy-user", "latchkey");
    keys.put("latchkey.zoom.proxy-password", PASSWORD);
    keys.put("latchkey.zoom.trust-store", authority.pem().toString());
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.zak.reuse-for", "PT0S");
    zoom.accounts().forEach(account -> account.apiUrl("https://api-us.zoom.us"));
    server = World.ready("proxied", keys);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    proxy.close();
    zoom.close();
    assertFalse(server.everythingWritten().contains(PASSWORD));
  }

  private static String operator(String method, String path) {
    return latchkey
        .send(
            HttpRequest.newBuilder(latchkey.base().resolve(path))
                .header("Authorization", "Bearer " + OPERATOR)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build())
        .body();
  }

  /** Ready means warm: Latchkey has called itself before the server reports that it is ready. */
  @Test
  @Order(1)
  void ready_afterItHasCalledItself() throws Exception {
    await()
        .untilAsserted(
            () -> {
              String log = server.accessLog();
              assertTrue(log.matches("(?s).*/latchkey/zak\\W.*\\W401\\W.*"), log);
            });
    assertFalse(server.log().contains("the first callers wait longer"), "a warm-up that went well");
  }

  @Test
  @Order(2)
  void passwordAndInspectedTls_areNoObstacle_zoomsRegionalHostIsCalled() {
    assertEquals(200, latchkey.zak("").status());
    assertEquals(List.of("zoom.us", "api-us.zoom.us"), proxy.tunnels());
    assertTrue(
        zoom.calls().of("acc").stream()
            .noneMatch(call -> call.headers().containsKey("proxy-authorization")),
        "the password is the proxy's alone");
    String check = operator("POST", "ops/check");
    assertTrue(check.contains("Zoom is reached by way of localhost:"), check);
    assertTrue(check.contains("\"Host in use\",\"result\":\"passed\""), check);
    assertTrue(operator("GET", "ops/status").contains("api-us.zoom.us"));
  }

  /** A firewall may know only the old host names. */
  @Test
  @Order(3)
  void regionalHostThatIsRefused_isFallenBackFrom_andSaidOnce() throws Exception {
    proxy.refuse("api-us.zoom.us");
    for (int i = 0; i < 5; i++) {
      assertEquals(200, latchkey.zak("&user=user" + i).status());
    }
    String check = operator("POST", "ops/check");
    assertTrue(check.contains("\"Host in use\",\"result\":\"doubtful\""), check);
    assertTrue(check.contains("Let *.zoom.us out"), check);
    assertTrue(check.contains("\"passed\":true"), check);
    String page = operator("GET", "ops/status");
    assertTrue(page.contains("<dd>api.zoom.us</dd>"), page);
    String said = "api-us.zoom.us, which Zoom names for this account, cannot be reached";
    assertEquals(2, server.log().split(said, -1).length, "said once");
  }

  @Test
  @Order(4)
  void hostThatTheProxyRefuses_isSaidInWords() throws Exception {
    proxy.refuse("api.zoom.us");
    assertEquals(503, latchkey.zak("&user=refused").status());
    assertTrue(
        server.log().contains("the outgoing proxy does not let the connection through (403)"));
    String check = operator("POST", "ops/check");
    assertTrue(check.contains("The outgoing proxy does not let api"), check);
    assertTrue(check.contains("*.zoom.us"), check);
    proxy.refuseNone();
  }

  @Test
  @Order(5)
  void passwordThatIsNotTaken_isSaidInWords() throws Exception {
    proxy.password("latchkey", "another");
    assertEquals(503, latchkey.zak("&user=password").status());
    // The line may be written after the answer.
    await().until(() -> server.log().contains("the outgoing proxy wants a password (407)"));
    String check = operator("POST", "ops/check");
    assertTrue(check.contains("The outgoing proxy does not take the password (407)"), check);
    assertTrue(check.contains("latchkey.zoom.proxy-password"), check);
    assertFalse(server.log().contains("a defect of Latchkey"));
    proxy.password("latchkey", PASSWORD);
  }
}
