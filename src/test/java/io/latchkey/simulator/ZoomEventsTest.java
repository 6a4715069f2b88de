package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZoomEventsTest {

  private static final Instant TIME = Instant.parse("2025-02-19T08:05:28.123456Z");

  private record Received(Headers headers, String body) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile String answer = "";
  private HttpServer server;
  private GeneralAppClient client;
  private URI webhook;

  @BeforeEach
  void start() throws IOException {
    client = new GeneralAppClient();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          received.add(new Received(exchange.getRequestHeaders(), body));
          byte[] bytes = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    webhook = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/zoom/crm/events");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    client.close();
  }

  @Test
  void signature_isThatOfTheKnownExample() {
    assertEquals(
        "v0=dce8ad35b864fd6839af07c3848ab5ddef30b6c150963024e470cccd1c62fbb6",
        new ZoomEvents(webhook, "zoomsecret")
            .signature("1739923528", "{\"event\":\"app_deauthorized\"}"));
  }

  @Test
  void remove_endsTheConsent_andTellsTheWebhook() throws Exception {
    String refreshToken = client.app.grants().connect("anna");
    ZoomEvents events = new ZoomEvents(webhook, "zoomsecret", () -> TIME);
    assertEquals(200, events.remove(client.app, "anna").statusCode());
    assertFalse(client.app.grants().isConnected("anna"));
    assertEquals(400, client.refresh(refreshToken).statusCode());
    Received event = received.get(0);
    for (String part :
        new String[] {
          "\"event\":\"app_deauthorized\"",
          "\"account_id\":\"crm-account\"",
          "\"user_id\":\"anna\"",
          "\"client_id\":\"crm-client\"",
          "\"deauthorization_time\":\"2025-02-19T08:05:28.123Z\""
        }) {
      assertTrue(event.body.contains(part), part + " in " + event.body);
    }
    assertEquals("1739952328", event.headers.getFirst("x-zm-request-timestamp"));
    assertEquals(
        events.signature("1739952328", event.body), event.headers.getFirst("x-zm-signature"));
  }

  @Test
  void sameEvent_canBeSentAgain_laterAndWithAnotherSecret() throws Exception {
    String event = ZoomEvents.deauthorized(client.app, "anna", TIME);
    new ZoomEvents(webhook, "one", () -> TIME).send(event);
    new ZoomEvents(webhook, "two", () -> TIME.plusSeconds(5100)).send(event);
    assertEquals(received.get(0).body, received.get(1).body);
    assertEquals("1739957428", received.get(1).headers.getFirst("x-zm-request-timestamp"));
    assertEquals(
        new ZoomEvents(webhook, "two").signature("1739957428", event),
        received.get(1).headers.getFirst("x-zm-signature"));
  }

  @Test
  void urlValidation_wantsTheTokenHashedWithTheSecret() throws Exception {
    ZoomEvents events = new ZoomEvents(webhook, "zoomsecret");
    assertFalse(events.validates("qgg8vlvZRS6UYooatFL8Aw"));
    assertTrue(
        received.get(0).body.contains("\"event\":\"endpoint.url_validation\""),
        received.get(0).body);
    assertTrue(received.get(0).body.contains("\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\""));
    answer =
        "{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\",\"encryptedToken\":\"83b2a60d4bbe49dc93763ed9e727a9a7690cbe4c1f8bb0adc0ffccd09ecb1384\"}";
    assertTrue(events.validates("qgg8vlvZRS6UYooatFL8Aw"));
    assertFalse(new ZoomEvents(webhook, "other").validates("qgg8vlvZRS6UYooatFL8Aw"));
  }

  @Test
  void control_removesTheApp_withTheTimesThatATestGives() {
    client.app.grants().connect("anna");
    client.app.grants().connect("bert");
    String told =
        client
            .control(
                "DELETE",
                "grants?account=crm-account&user=anna&secret=zoomsecret&time=2025-02-19T08:05:28Z"
                    + "&sent-at=2025-02-19T09:05:28Z&webhook="
                    + webhook)
            .body();
    assertEquals("{\"status\":200}\n", told);
    assertFalse(client.app.grants().isConnected("anna"));
    assertTrue(received.get(0).body.contains("\"deauthorization_time\":\"2025-02-19T08:05:28Z\""));
    assertEquals("1739955928", received.get(0).headers.getFirst("x-zm-request-timestamp"));
    client.control("DELETE", "grants?account=crm-account&user=bert");
    assertFalse(client.app.grants().isConnected("bert"));
    assertEquals(1, received.size());
  }
}
