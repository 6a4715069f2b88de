package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Issues tokens that have the form of Zoom's, and remembers them. The tokens of users are
 * remembered without their header, which is the same for all. Thread-safe.
 */
final class Issuer {

  private static final String HEADER = base64("{\"sv\":\"000002\"}");

  private final Set<String> issued = ConcurrentHashMap.newKeySet();

  Set<String> issued() {
    return Set.copyOf(issued);
  }

  /** Issues an access token that belongs to no user. */
  String accessToken() {
    return remembered(HEADER + "." + random(96) + "." + random(48));
  }

  /** Issues an access token that tells, as Zoom's do, whose it is. */
  String accessTokenOf(SimulatedUser user, Duration life) {
    String claims =
        ("{\"aud\":\"https://oauth.zoom.us\",\"uid\":\"%s\",\"aid\":\"%s\",\"jti\":\"%s\","
                + "\"exp\":%d}")
            .formatted(
                Json.escaped(user.id()),
                Json.escaped(user.accountId()),
                random(64),
                Instant.now().plus(life).getEpochSecond());
    return HEADER + "." + remembered(base64(claims) + "." + random(48));
  }

  String refreshToken() {
    return HEADER + "." + remembered(random(64) + "." + random(48));
  }

  String authorizationCode() {
    return remembered(random(24));
  }

  /** Issues a ZAK, with random bytes as its signature. */
  String zak(String accountId, String user, Duration life) {
    Instant now = Instant.now();
    String header = "{\"typ\":\"JWT\",\"sv\":\"000001\",\"zm_skm\":\"zm_o2m\",\"alg\":\"HS256\"}";
    String claims =
        ("{\"aud\":\"clientsm\",\"uid\":\"%s\",\"iss\":\"web\",\"sk\":\"%s\",\"sty\":1,"
                + "\"wcd\":\"us02\",\"clt\":0,\"exp\":%d,\"iat\":%d,\"aid\":\"%s\",\"cid\":\"\"}")
            .formatted(
                base64(user),
                random(8),
                now.plus(life).getEpochSecond(),
                now.getEpochSecond(),
                accountId);
    return remembered(base64(header) + "." + base64(claims) + "." + random(32));
  }

  String joinToken() {
    return remembered(random(60));
  }

  static String random(int bytes) {
    byte[] noise = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(noise);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(noise);
  }

  private String remembered(String token) {
    issued.add(token);
    return token;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
