package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.latchkey.it.Callback.Answer;
import io.latchkey.server.ListeningPorts;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the scripts of {@code server-config} promise about a server that they have set up. */
class ServerConfigIT extends RememberingServer {

  private final Server server = World.server("remembering");

  @Test
  void accessLog_hasTheRequest_withoutItsQuery() throws Exception {
    assertEquals(200, latchkey.zak("&account=quick&extra=canary-of-the-query").status());
    assertEquals(401, latchkey.get("zak?token=canary-of-a-wrong-token").status());
    await()
        .untilAsserted(
            () -> {
              String log = server.accessLog();
              assertTrue(log.matches("(?s).*/latchkey/zak\\W.*\\W200\\W.*"), log);
              assertTrue(log.matches("(?s).*/latchkey/zak\\W.*\\W401\\W.*"), log);
            });
    String written = server.everythingWritten();
    assertFalse(written.contains("canary-of-the-query"));
    assertFalse(written.contains("canary-of-a-wrong-token"));
    assertEquals(List.of(), Canaries.in(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /nowhere",
        "GET /nowhere?token=canary",
        "GET /index.html",
        "POST /nowhere",
        "TRACE /nowhere?token=canary",
        "GET /latchkey/.//WEB-INF/web.xml",
        "GET /latchkey/..%2fWEB-INF/web.xml",
        "GET /latchkey/zak%2f",
        "GET /latchkey%2fzak",
        "GET /latchkey/%2e%2e/latchkey/zak",
        "GET /console",
        "GET /health",
        "GET /health/live",
        "GET /health/ready",
        "GET /metrics",
        "GET /management",
        "GET /ibm/api",
        "GET /__asadmin"
      })
  void beyondTheApplication_nothingIsServedNorTold(String request) {
    String[] methodAndPath = request.split(" ");
    assumeFalse(
        server.opsUrl().equals(server.url()) && methodAndPath[1].startsWith("/health"),
        "health is on the port for callers");
    String answer = latchkey.rawLine(methodAndPath[0], methodAndPath[1]);
    assertTrue(answer.matches("(?s)HTTP/1\\.1 4\\d\\d.*"), answer);
    assertTellsNothing(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /nowhere HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        "GET /latchkey/zak HTTP/1.1\r\nHost: x\r\nExpect: canary\r\nConnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      })
  void malformedRequests_areToldNothing(String request) {
    assertTellsNothing(latchkey.raw(request));
  }

  private static void assertTellsNothing(String answer) {
    assertFalse(answer.matches(CallbackIT.SERVER_NAMES), answer);
    assertFalse(answer.matches("(?s).*(\\bat [a-z]+\\.|Exception|canary).*"), answer);
    assertFalse(answer.contains("Set-Cookie"), answer);
  }

  /** A redirect to the same path with a slash would repeat the callback token. */
  @ParameterizedTest
  @ValueSource(strings = {"GET /latchkey", "POST /latchkey", "GET /latchkey/"})
  void contextRoot_givesNothing_andRedirectsNowhere(String request) {
    String[] methodAndPath = request.split(" ");
    String answer =
        latchkey.rawLine(methodAndPath[0], methodAndPath[1] + "?token=" + World.CALLBACK_TOKEN);
    assertTrue(answer.matches("(?s)HTTP/1\\.1 404.*\"status\":404.*"), answer);
    assertTrue(answer.matches("(?is).*cache-control: no-store.*"), answer);
    assertTrue(answer.matches("(?is).*x-content-type-options: nosniff.*"), answer);
    assertFalse(answer.contains(World.CALLBACK_TOKEN), answer);
    assertTellsNothing(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zak", "zak?token=wrong", "nothing", ""})
  void noAnswer_setsACookie(String path) {
    assertEquals("", latchkey.get(path).header("Set-Cookie"));
    assertEquals("", latchkey.of("quick").header("Set-Cookie"));
  }

  @Test
  void operationsPort_hasHealth() {
    Answer ready = latchkey.get(server.opsUrl() + "/health/ready");
    assertEquals(200, ready.status());
    assertFalse(ready.http().headers().map().containsKey("Server"), ready.http()::toString);
  }

  @Test
  void onlyThePortForCallers_listensBeyondLoopback() throws Exception {
    List<Integer> open =
        ListeningPorts.of(server.process().orElseThrow()).stream()
            .filter(socket -> !socket.getAddress().isLoopbackAddress())
            .map(socket -> socket.getPort())
            .toList();
    assertEquals(List.of(URI.create(server.url()).getPort()), open);
    // Or health is on the port for callers: server-config/glassfish/README.md.
    assertTrue(
        server.opsUrl().equals(server.url())
            || InetAddress.getByName(URI.create(server.opsUrl()).getHost()).isLoopbackAddress(),
        server.opsUrl());
  }

  /** Warnings without a meaning would hide those with one. */
  @Test
  void answersThatWereWaitedFor_leaveNoWarningOfTheServer() {
    int before = World.log("remembering").length();
    for (int i = 0; i < 20; i++) {
      assertEquals(200, latchkey.zak("&account=quick&user=quiet" + i).status());
    }
    String log = World.log("remembering").substring(before);
    assertFalse(log.contains("WELD-"), log);
  }

  @Test
  void faultTolerance_isLive() {
    String account = World.accountId("retriedonce");
    World.zoom().faults().plan(Endpoint.ZAK, account, Faults.ANY, 1, Fault.answer(500, "{}"));
    assertEquals(200, latchkey.of("retriedonce").status());
    assertEquals(2, World.zoom().calls().count(Endpoint.ZAK, account), "one call, and one retry");
  }
}
