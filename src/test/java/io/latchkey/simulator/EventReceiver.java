package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A customer's application that takes signed events, as Standard Webhooks describes it.
 *
 * @see <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>
 */
public final class EventReceiver implements AutoCloseable {

  /**
   * An event that has come.
   *
   * @param isSigned whether one of its signatures is right
   */
  public record Received(String id, long timestamp, boolean isSigned, JsonObject body) {

    public String type() {
      return body.getString("type");
    }

    public JsonObject data() {
      return body.getJsonObject("data");
    }
  }

  private final HttpServer server;
  private final byte[] key;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile int status = 204;

  private EventReceiver(HttpServer server, byte[] key) {
    this.server = server;
    this.key = key;
  }

  /**
   * Starts an application on a free port of loopback.
   *
   * @param secret in Base64, with {@code whsec_} in front
   */
  public static EventReceiver start(String secret) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    EventReceiver receiver =
        new EventReceiver(server, Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")));
    server.createContext("/events", receiver::receive);
    server.start();
    return receiver;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events");
  }

  /** Answers every event with this status from now on. */
  public void answer(int newStatus) {
    status = newStatus;
  }

  /** Returns what has come so far, also what was refused. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
    String expected = "v1," + signature(id + "." + timestamp + "." + body);
    List<String> signatures =
        Arrays.asList(exchange.getRequestHeaders().getFirst("webhook-signature").split(" "));
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      received.add(
          new Received(
              id, Long.parseLong(timestamp), signatures.contains(expected), reader.readObject()));
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
