package io.latchkey.it;

import java.util.List;
import java.util.Random;

/** Makes random requests without a valid callback token, and then changes some of their bytes. */
final class Mutants {

  private static final List<String> METHODS =
      List.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "OPTIONS",
          "TRACE",
          "CONNECT",
          "PRI",
          "get",
          "head",
          "G\u0000T");
  private final List<String> targets;
  private final Random random;
  private final String host;

  /**
   * @param token the text in place of a callback token
   */
  Mutants(Random random, String host, String token) {
    this.random = random;
    this.host = host;
    this.targets = TARGETS.stream().map(target -> target.replace("wrong", token)).toList();
  }

  private static final List<String> TARGETS =
      List.of(
          "/latchkey/zak?token=wrong",
          "/latchkey/zak",
          "/latchkey/zak?token=%00&user=..%2f..%2fx",
          "/latchkey/zak?token=a&token=b",
          "/latchkey/zak;token=x?token=",
          "//latchkey//zak?token=wrong",
          "/latchkey/./zak/../zak?token=wrong",
          "/latchkey/obf?meeting_id=123%204567%208901&token=wrong",
          "/latchkey/join-token?bypass_waiting_room=x&meeting_id=../..&token=wrong",
          "/latchkey/meetstream/zak?token=wrong",
          "/latchkey/meetstream/zak%2f..%2fobf?token=wrong",
          "/latchkey/attendee?kinds=zak,obf&token=wrong",
          "/latchkey/ops/callers?token=wrong",
          "/latchkey/ops/callback-tokens?token=wrong",
          "/latchkey/%2e%2e/%2e%2e/etc/passwd",
          "/latchkey/..;/..;/manager",
          "/latchkey/WEB-INF/web.xml",
          "/latchkey/container-error",
          "http://127.0.0.1/latchkey/zak?token=wrong",
          "*",
          "/latchkey/zak?" + "a=b&".repeat(2000),
          "/latchkey/" + "x".repeat(6000));
  private static final List<String> BODIES =
      List.of(
          "{\"bot_id\": \"b\", \"meeting_url\": \"https://zoom.us/j/12345678901\"}",
          "{\"a\": [1, {\"b\": null}], \"\\ud800\": 1e999}",
          "[".repeat(5000),
          "{\"caller\": \"default\", \"kinds\": \"zak\"}");
  private static final List<String> VERSIONS =
      List.of("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/9.9", "http/1.1", "");
  private static final List<String> HEADERS =
      List.of(
          "Authorization: Bearer wrong",
          "Authorization: Bearer \u00ff\u00fe",
          "Authorization: Basic " + "Og".repeat(3000),
          "webhook-id: a\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,AAAA v1,!",
          "svix-id: \u00e4\r\nsvix-timestamp: 99999999999999\r\nsvix-signature: "
              + "v1, ".repeat(900),
          "X-Webhook-Signature: AAAA",
          "X-Webhook-Secret: \u00ff",
          "Content-Type: application/json",
          "Content-Type: ;;",
          "Content-Length: 5",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: identity, chunked",
          "Expect: 100-continue",
          "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
          "Range: bytes=0-0",
          "X-Forwarded-For: 203.0.113.77",
          "X-Forwarded-For: \r\n folded",
          "X-HTTP-Method-Override: DELETE",
          "Accept: application/problem+json;q=0, */*;q=x",
          "Cookie: JSESSIONID=" + "a".repeat(200),
          "X-\u0000: y",
          ": nameless",
          "no colon at all",
          "Host: [::1",
          "X-Long: " + "y".repeat(7000));

  String next() {
    StringBuilder request = new StringBuilder();
    request.append(random.nextInt(3) == 0 ? any(METHODS) : "GET").append(' ');
    request.append(any(targets)).append(' ');
    request.append(random.nextInt(4) == 0 ? any(VERSIONS) : "HTTP/1.1").append("\r\n");
    if (random.nextInt(8) != 0) {
      request.append("Host: ").append(host).append("\r\n");
    }
    for (int headers = random.nextInt(4); headers > 0; headers--) {
      request.append(any(HEADERS)).append("\r\n");
    }
    String body = random.nextInt(3) == 0 ? any(BODIES) : "";
    if (!body.isEmpty()) {
      request.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body);
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      change(request);
    }
    return request.toString();
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /**
   * Inserts, replaces or deletes one byte. It stands after {@code token=}, so that the query stays
   * a query, which no log may show.
   */
  private void change(StringBuilder request) {
    int from = Math.max(request.indexOf(" ") + 1, request.indexOf("token=") + 6);
    int at = from + random.nextInt(request.length() - from);
    char noise = (char) random.nextInt(256);
    switch (random.nextInt(3)) {
      case 0 -> request.insert(at, noise);
      case 1 -> request.setCharAt(at, noise);
      default -> request.deleteCharAt(at);
    }
  }
}
