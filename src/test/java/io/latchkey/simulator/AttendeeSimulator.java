package io.latchkey.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Simulates a bot platform that calls {@code callback_settings.zoom_tokens_url} as Attendee does:
 * by POST of JSON. The bytes that it sends differ from those that it signs.
 */
public final class AttendeeSimulator {

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final Hmac key;

  /**
   * Creates a project.
   *
   * @param secret the secret of its webhooks, in Base64
   */
  public AttendeeSimulator(String secret) {
    this.key = new Hmac(secret);
  }

  /** Asks for a token as for a bot that is about to join, and returns the answer. */
  public HttpResponse<String> fetch(URI url, String bot, String meetingUrl)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("User-Agent", "Attendee-Callback/1.0")
            .header("X-Webhook-Signature", signature(bot, meetingUrl))
            .POST(HttpRequest.BodyPublishers.ofString(sent(bot, meetingUrl)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  String signature(String bot, String meetingUrl) {
    // What is signed: no white space, the keys in alphabetical order, letters outside ASCII as they
    // are.
    return key.code(
        ("{\"bot_id\":\"%s\",\"bot_metadata\":{\"a\":1,\"tenant\":\"zürich\"},"
                + "\"callback_type\":\"zoom_tokens\",\"meeting_url\":\"%s\"}")
            .formatted(bot, meetingUrl));
  }

  private static String sent(String bot, String meetingUrl) {
    // What is sent: the same JSON with white space, another order of keys, and an escape for ü.
    return ("{\"bot_id\": \"%s\", \"bot_metadata\": {\"tenant\": \"z\\u00fcrich\", \"a\": 1},"
            + " \"callback_type\": \"zoom_tokens\", \"meeting_url\": \"%s\"}")
        .formatted(bot, meetingUrl);
  }
}
