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
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A bot platform that calls {@code zoom.zak_url} as Recall.ai does: the URL exactly as it was
 * given, signed by Standard Webhooks, and the body taken as the token.
 */
public final class RecallSimulator {

  private final HttpClient http = HttpClient.newHttpClient();
  private final byte[] key;

  /**
   * A workspace.
   *
   * @param secret {@code whsec_…}
   */
  public RecallSimulator(String secret) {
    this.key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
  }

  /** The answer to a bot about to join. */
  public HttpResponse<String> fetchZak(URI zakUrl) throws IOException, InterruptedException {
    String id = "msg_" + UUID.randomUUID();
    long timestamp = Instant.now().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(zakUrl)
            .timeout(Duration.ofSeconds(5))
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(timestamp))
            .header("webhook-signature", signature(id, timestamp))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** {@code v1,} and the HMAC of id, timestamp and an empty body. */
  String signature(String id, long timestamp) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] signed = mac.doFinal((id + "." + timestamp + ".").getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
