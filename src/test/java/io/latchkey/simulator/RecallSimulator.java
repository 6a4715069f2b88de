package io.latchkey.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Simulates a bot platform that calls {@code zoom.zak_url}, {@code obf_token_url} and {@code
 * join_token_url} as Recall.ai does. It calls the URL exactly as it was given, signs the request by
 * Standard Webhooks, and takes the body as the token.
 */
public final class RecallSimulator {

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Hmac> keys;

  /**
   * Creates a workspace.
   *
   * @param secrets signing secrets, {@code whsec_…}; more than one during a rotation
   */
  public RecallSimulator(String... secrets) {
    this.keys = Arrays.stream(secrets).map(Hmac::new).toList();
  }

  /** Asks for a token as for a bot that is about to join, and returns the answer. */
  public HttpResponse<String> fetch(URI url) throws IOException, InterruptedException {
    return fetch(url, "msg_" + UUID.randomUUID());
  }

  /** As {@link #fetch(URI)}, with a message id that may be one that was sent before. */
  public HttpResponse<String> fetch(URI url, String id) throws IOException, InterruptedException {
    return http.send(request(url, id), HttpResponse.BodyHandlers.ofString());
  }

  /** Returns a signed request without sending it, for tests that send many. */
  public HttpRequest request(URI url, String id) {
    long timestamp = Instant.now().getEpochSecond();
    return HttpRequest.newBuilder(url)
        .timeout(Duration.ofSeconds(5))
        .header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(timestamp))
        .header("webhook-signature", signature(id, timestamp))
        .build();
  }

  /** Returns {@code v1,} and the HMAC of id, timestamp and an empty body, once for each secret. */
  String signature(String id, long timestamp) {
    return keys.stream()
        .map(key -> "v1," + key.code(id + "." + timestamp + "."))
        .collect(Collectors.joining(" "));
  }
}
