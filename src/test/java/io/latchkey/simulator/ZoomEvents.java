package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends the events that Zoom sends to the webhook of an app. One sender has one secret and one
 * clock; a test makes as many senders as it needs. Immutable.
 *
 * @see <a href="https://developers.zoom.us/docs/api/webhooks/">Zoom: webhooks</a>
 */
public final class ZoomEvents {

  /** Zoom takes an answer that comes later for none. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI webhook;
  private final String secret;
  private final InstantSource clock;

  public ZoomEvents(URI webhook, String secret) {
    this(webhook, secret, InstantSource.system());
  }

  /**
   * @param clock gives the time of signatures
   */
  public ZoomEvents(URI webhook, String secret, InstantSource clock) {
    this.webhook = webhook;
    this.secret = secret;
    this.clock = clock;
  }

  /** Returns the event that tells that a user has removed an app. */
  public static String deauthorized(SimulatedAccount app, String userId, Instant when) {
    SimulatedUser user = app.users().get(userId);
    return ("{\"event\":\"app_deauthorized\",\"event_ts\":%d,\"payload\":{"
            + "\"user_data_retention\":\"false\",\"account_id\":\"%s\",\"user_id\":\"%s\","
            + "\"signature\":\"%s\",\"deauthorization_time\":\"%s\",\"client_id\":\"%s\"}}")
        .formatted(
            when.toEpochMilli(),
            Json.escaped(user.accountId()),
            Json.escaped(user.id()),
            Issuer.random(32),
            when.truncatedTo(ChronoUnit.MILLIS),
            Json.escaped(app.clientId));
  }

  /** Returns the event that asks whether the webhook has the secret. */
  public static String urlValidation(String plainToken, Instant when) {
    return "{\"event\":\"endpoint.url_validation\",\"event_ts\":%d,\"payload\":{\"plainToken\":\"%s\"}}"
        .formatted(when.toEpochMilli(), Json.escaped(plainToken));
  }

  /** Lets a user remove an app, and tells the webhook. */
  public HttpResponse<String> remove(SimulatedAccount app, String user)
      throws IOException, InterruptedException {
    app.grants().end(user);
    return send(deauthorized(app, user, clock.instant()));
  }

  /** Returns whether the webhook proves that it has the secret. */
  public boolean validates(String plainToken) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(urlValidation(plainToken, clock.instant()));
    return answer.statusCode() == 200
        && answer.body().contains("\"" + plainToken + "\"")
        && answer.body().contains("\"" + hmac(plainToken) + "\"");
  }

  /** Sends an event. Zoom may send the same one again. */
  public HttpResponse<String> send(String event) throws IOException, InterruptedException {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    return HTTP.send(
        HttpRequest.newBuilder(webhook)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "Zoom Marketplace/1.0a")
            .header("x-zm-request-timestamp", timestamp)
            .header("x-zm-signature", signature(timestamp, event))
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the value of the header {@code x-zm-signature}. */
  public String signature(String timestamp, String body) {
    return "v0=" + hmac("v0:" + timestamp + ":" + body);
  }

  private String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
