package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the answers of the servlet filter with those of JAX-RS. The filter answers only a path
 * that is written plainly; JAX-RS ignores a parameter of the path. So the same request, once with
 * {@code zak} and once with {@code zak;a=b}, is answered in both ways.
 */
@Tag(Scope.AS_ON_PAYARA_MICRO)
class ZakFromMemoryIT {

  private static final String TOKEN = "canary-callback-token-of-two-ways-0123";
  private static final String NARROW = "canary-callback-token-of-a-narrow-caller";
  private static final String OPERATOR = "Mf4-6b0c2e91d7a34f58-Tq9w3e7r1y5u";
  private static final long SEED = Long.getLong("latchkey.seed", 20261128);
  private static final int REQUESTS = 1000;

  private static ZoomSimulator zoom;
  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
    Server.addAccounts(keys, zoom, List.of("sales"));
    keys.put("latchkey.pools", "rooms");
    keys.put("latchkey.pool.rooms", "default/room1");
    keys.put("latchkey.callers", "narrow");
    keys.put("latchkey.caller.narrow.token", NARROW);
    keys.put("latchkey.caller.narrow.users", "anna");
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.signed-url.key", "dHdvLXdheXMtY2FuYXJ5LXNpZ25lZC11cmwta2V5LTEyMw==");
    // No renewal while the test runs: it would give the two ways different tokens.
    keys.put("latchkey.zak.reuse-for", "PT1H45M");
    keys.put("latchkey.zak.outage-reuse-for", "PT1H45M");
    server = World.ready("two-ways", keys);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
  }

  @AfterAll
  static void stop() {
    server.close();
    zoom.close();
  }

  @Test
  void answers_logAndMetrics_areTheSameInBothWays() throws Exception {
    List<String> requests = requests(signedToken());
    requests.forEach(request -> send(request, "zak"));
    Observed byFilter = observed(requests, "zak");
    Observed byJaxRs = observed(requests, "zak;a=b");
    for (int i = 0; i < requests.size(); i++) {
      assertEquals(byJaxRs.answers.get(i), byFilter.answers.get(i), requests.get(i));
    }
    assertEquals(byJaxRs.metrics, byFilter.metrics);
    assertEquals(byJaxRs.log, byFilter.log);
    long tokens = byFilter.answers.stream().filter(a -> a.startsWith("HTTP/1.1 200")).count();
    assertTrue(tokens > REQUESTS / 4 && tokens < REQUESTS, () -> tokens + " answered by a token");
  }

  private static String signedToken() {
    return latchkey
        .send(
            HttpRequest.newBuilder(latchkey.base().resolve("ops/callback-tokens"))
                .header("Authorization", "Bearer " + OPERATOR)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"caller\":\"default\",\"user\":\"anna\"}"))
                .build())
        .body()
        .replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
  }

  private record Observed(List<String> answers, Map<String, Long> metrics, Map<String, Long> log) {}

  private static Observed observed(List<String> requests, String path) throws Exception {
    awaitLog();
    Map<String, Double> before = counts();
    int logBefore = server.log().length();
    List<String> answers = requests.stream().map(request -> send(request, path)).toList();
    Map<String, Long> increased = new TreeMap<>();
    counts()
        .forEach(
            (series, count) -> {
              long more = Math.round(count - before.getOrDefault(series, 0.0));
              if (more != 0) {
                increased.put(series, more);
              }
            });
    awaitLog();
    return new Observed(answers, increased, lines(logBefore));
  }

  /** Another thread writes the lines: waits until there is one for each callback. */
  private static void awaitLog() {
    double callbacks =
        counts().entrySet().stream()
            .filter(series -> series.getKey().startsWith("latchkey_callbacks_seconds_count"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    Awaitility.await().until(() -> total(lines(0)) >= Math.round(callbacks));
  }

  private static long total(Map<String, Long> lines) {
    return lines.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the lines about callbacks, without their ids and times, with their numbers. */
  private static Map<String, Long> lines(int from) throws Exception {
    return Pattern.compile("\\d{3} for ZAK[^\\r\\n\"\\]]*")
        .matcher(server.log().substring(from))
        .results()
        .map(MatchResult::group)
        .map(line -> line.replaceAll("urn:uuid:[0-9a-f-]+", "ID").replaceAll("\\d+ ms", "MS"))
        .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
  }

  private static Map<String, Double> counts() {
    String metrics =
        latchkey
            .send(
                HttpRequest.newBuilder(latchkey.base().resolve("ops/metrics"))
                    .header("Authorization", "Bearer " + OPERATOR)
                    .build())
            .body();
    Map<String, Double> counts = new TreeMap<>();
    Pattern.compile("(?m)^(latchkey_\\w+(?:_count|_total)\\S*) (\\S+)$")
        .matcher(metrics)
        .results()
        .forEach(series -> counts.put(series.group(1), Double.valueOf(series.group(2))));
    return counts;
  }

  /** Sends a request. The order of headers means nothing (RFC 9110, 5.3), so they are sorted. */
  private static String send(String request, String path) {
    String answer =
        latchkey
            .raw(request.replace("@PATH@", path))
            .replaceAll("(?m)^Date: .*$", "Date: NOW")
            .replaceAll("urn:uuid:[0-9a-f-]+", "ID");
    String[] headAndBody = answer.split("\r\n\r\n", 2);
    String[] head = headAndBody[0].split("\r\n");
    Arrays.sort(head, 1, head.length);
    headAndBody[0] = String.join("\r\n", head);
    return String.join("\r\n\r\n", headAndBody);
  }

  // --- requests

  private static final List<String> ROUTES =
      List.of("@PATH@", "@PATH@", "@PATH@", "meetstream/@PATH@");
  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "GET", "GET", "GET", "HEAD", "PUT");
  private static final List<String> TOKENS =
      List.of(
          "token=" + TOKEN,
          "token=" + TOKEN,
          "token=" + TOKEN,
          "token=" + TOKEN,
          "token=" + NARROW,
          "token=@SIGNED@",
          "token=@SIGNED@x",
          "token=%63" + TOKEN.substring(1),
          "token=%63" + TOKEN.substring(1) + "%ZZ",
          "token=" + TOKEN + "&token=" + TOKEN,
          "token=wrong",
          "token=",
          "");
  private static final List<String> PARAMETERS =
      List.of(
          "",
          "",
          "user=anna",
          "user=Anna@Example.com",
          "user=anna&user=anna",
          "user=anna&user=ben",
          "user=../x",
          "user=a%41%ZZ",
          "user=",
          "account=default",
          "account=sales",
          "account=rooms",
          "account=nowhere",
          "account=",
          "meeting_id=123+4567+8901",
          "meeting_id=x",
          "bot=b1",
          "bot_id=b2&bot_uuid=b3",
          "unknown=%ZZ",
          "unknown=a%00b",
          "unknown=a|b",
          "&&=");
  private static final List<String> HEADERS =
      List.of(
          "",
          "",
          "Accept: application/json\r\n",
          "Accept: ;;\r\n",
          "Authorization: Bearer of-a-gateway\r\n",
          "Content-Length: 0\r\n",
          "Content-Type: x\r\n",
          "Cookie: a=b; $Version=1\r\n",
          "Transfer-Encoding: chunked\r\n@CHUNKED@",
          "X-Bot-Id: b\r\n",
          "X-Forwarded-For: 192.0.2.7\r\n",
          "X-Webhook-Secret: " + TOKEN + "\r\n",
          "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n",
          "traceparent: 00-x\r\n",
          "traceparent: 00-x\r\ntraceparent: 00-y\r\n",
          "webhook-id: m\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,x\r\n");

  private static List<String> requests(String signedToken) {
    Random random = new Random(SEED);
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      String headers = any(HEADERS, random) + any(HEADERS, random);
      boolean isChunked = headers.contains("@CHUNKED@");
      requests.add(
          any(METHODS, random)
              + " /latchkey/"
              + any(ROUTES, random)
              + "?"
              + any(TOKENS, random).replace("@SIGNED@", signedToken)
              + "&"
              + any(PARAMETERS, random)
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + headers.replace("@CHUNKED@", "")
              + "\r\n"
              + (isChunked ? "0\r\n\r\n" : ""));
    }
    return requests;
  }

  private static String any(List<String> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
