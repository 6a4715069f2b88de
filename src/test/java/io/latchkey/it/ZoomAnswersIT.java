package io.latchkey.it;

import static io.latchkey.simulator.Fault.answer;
import static io.latchkey.simulator.Fault.body;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests every kind of answer of Zoom, one row each, and what a caller then sees. */
@Tag(Scope.ONE_SERVER)
class ZoomAnswersIT extends MintingServer {

  private static final AtomicInteger USED = new AtomicInteger();
  private static final String LONG = "a".repeat(100 * 1024);
  private static final String DEEP = "{\"x\":".repeat(100_000);
  private static final String DIGITS = "{\"expires_in\":" + "9".repeat(1_000_000) + "}";

  /**
   * A row of the table.
   *
   * @param fault the answer of Zoom
   * @param status the status for a caller without a ZAK in memory
   * @param calls the number of calls to the failing endpoint that this caller causes
   */
  record Row(String name, Fault fault, int status, int calls) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, Fault fault, int status, int calls) {
    return new Row(name, fault, status, calls);
  }

  private static String isoInDays(int days) {
    return Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String inDays(int days) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.now().plusSeconds(86_400L * days).atOffset(ZoneOffset.UTC));
  }

  static Stream<Row> tokenEndpoint() {
    return Stream.of(
        row("400 invalid_client", answer(400, "{\"error\":\"invalid_client\"}"), 502, 1),
        row("401 invalid_client", answer(401, "{\"error\":\"invalid_client\"}"), 502, 1),
        row("400 invalid_request", answer(400, "{\"error\":\"invalid_request\"}"), 502, 1),
        row("400 without error", answer(400, "{\"reason\":\"zoom-said\"}"), 502, 1),
        row("403 HTML", answer(403, "<html>zoom-said</html>"), 502, 1),
        row("429", answer(429, "{}"), 503, 1),
        row("429 in 2 s", answer(429, "{}").with("Retry-After", "2"), 503, 1),
        row("429 at a date", answer(429, "{}").with("Retry-After", inDays(1)), 503, 1),
        row("429 in the past", answer(429, "{}").with("Retry-After", inDays(-1)), 503, 1),
        row("429 garbage", answer(429, "{}").with("Retry-After", "soon, zoom-said"), 503, 1),
        row("429 for ever", answer(429, "{}").with("Retry-After", "1000000000000"), 503, 1),
        row("500", answer(500, "zoom-said"), 503, 3),
        row("503 in 2 s", answer(503, "zoom-said").with("Retry-After", "2"), 503, 1),
        row("HTML", body("<html>zoom-said</html>"), 502, 1),
        row("nothing", body(""), 502, 1),
        row("[]", body("[]"), 502, 1),
        row("null", body("null"), 502, 1),
        row("cut JSON", body("{\"access_token\":\"zoom-s"), 502, 1),
        row("no access_token", body("{\"token_type\":\"bearer\"}"), 502, 1),
        row("blank", body("{\"access_token\":\"  \"}"), 502, 1),
        row("CR/LF", body("{\"access_token\":\"a\\r\\nX-Zoom: said\"}"), 502, 1),
        row("100 KiB token", body("{\"access_token\":\"" + LONG + "\"}"), 502, 1),
        row(
            "20 KiB token",
            body("{\"access_token\":\"" + LONG.substring(1, 20_000) + "\"}"),
            502,
            1),
        row("10 MB", body("{\"x\":\"" + LONG.repeat(100) + "\"}"), 502, 1),
        row("gzip", body("\u001f\u008b\b\0").with("Content-Encoding", "gzip"), 502, 1),
        row("100,000 deep", body(DEEP), 502, 1),
        row("a million digits", body(DIGITS), 502, 1),
        row("302", Fault.redirect(302, "http://127.0.0.1:9/oauth/token"), 502, 1),
        row("308", Fault.redirect(308, "http://127.0.0.1:9/oauth/token"), 502, 1),
        row("204", answer(204, ""), 502, 1));
  }

  @ParameterizedTest(name = "token endpoint: {0}")
  @MethodSource
  void tokenEndpoint(Row row) {
    String account = "row" + USED.incrementAndGet();
    plan(Endpoint.TOKEN, account, row.fault);
    assertSeen(row, latchkey.of(account));
    assertEquals(row.calls, calls(Endpoint.TOKEN, account));
    assertEquals(0, calls(Endpoint.ZAK, account));
    assertSeen(row, latchkey.of(account));
    assertEquals(row.calls, calls(Endpoint.TOKEN, account), "left alone after that");
  }

  /**
   * The values that Zoom may give for {@code expires_in}. Each access token can be used at least
   * once.
   */
  static Stream<Row> lives() {
    return Stream.of("", "0", "-1", "\"3600\"", "3600.5", "1e99", "10", "null", "\"soon\"", "{}")
        .map(life -> row(life.isEmpty() ? "none" : life, body(life), 200, 1));
  }

  @ParameterizedTest(name = "expires_in: {0}")
  @MethodSource
  void lives(Row row) {
    String account = "row" + USED.incrementAndGet();
    String accessToken = World.account(account).newAccessToken();
    String life = row.fault.body().isEmpty() ? "" : ",\"expires_in\":" + row.fault.body();
    plan(Endpoint.TOKEN, account, body("{\"access_token\":\"" + accessToken + "\"" + life + "}"));
    for (int i = 0; i < 5; i++) {
      assertEquals(200, latchkey.zak("&account=" + account + "&user=user" + i).status());
    }
    boolean lifeless = List.of("0", "-1").contains(row.name);
    int calls = calls(Endpoint.TOKEN, account);
    assertEquals(lifeless ? 5 : 1, calls, "no busy loop, and kept as long as it lives");
  }

  private static String jwt(long secondsLeft) {
    return "{\"token\":\"eyJhbGciOiJIUzI1NiJ9."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                ("{\"exp\":" + (Instant.now().getEpochSecond() + secondsLeft) + "}")
                    .getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl\"}";
  }

  static Stream<Row> zakEndpoint() {
    return Stream.of(
        row("404 1001", answer(404, "{\"code\":1001,\"message\":\"zoom-said\"}"), 404, 1),
        row("404 1120", answer(404, "{\"code\":1120}"), 404, 1),
        row("404 HTML", answer(404, "<html>zoom-said</html>"), 502, 1),
        row("400 4711", answer(400, "{\"code\":4711,\"message\":\"zoom-said\"}"), 502, 1),
        row("400 4700", answer(400, "{\"code\":4700}"), 502, 1),
        row("400 300", answer(400, "{\"code\":300,\"message\":\"zoom-said\"}"), 404, 1),
        row("400 1010", answer(400, "{\"code\":1010,\"message\":\"zoom-said\"}"), 404, 1),
        row("404 1116", answer(404, "{\"code\":1116}"), 404, 1),
        row("429 at an instant", answer(429, "{}").with("Retry-After", isoInDays(1)), 503, 1),
        row("400 200", answer(400, "{\"code\":200}"), 502, 1),
        row("429", answer(429, "{\"code\":429,\"message\":\"zoom-said\"}"), 503, 1),
        row("429 in 60 s", answer(429, "{}").with("Retry-After", "60"), 503, 1),
        row("429 tomorrow", answer(429, "{}").with("Retry-After", inDays(1)), 503, 1),
        row("500", answer(500, "zoom-said"), 503, 3),
        row("502 HTML", answer(502, "<html>zoom-said</html>"), 503, 3),
        row("503 in 5 s", answer(503, "zoom-said").with("Retry-After", "5"), 503, 1),
        row("empty", body("{\"token\":\"\"}"), 502, 1),
        row("null", body("{\"token\":null}"), 502, 1),
        row("number", body("{\"token\":5}"), 502, 1),
        row("object", body("{\"token\":{\"token\":\"zoom-said\"}}"), 502, 1),
        row("white space", body("{\"token\":\"zoom said\"}"), 502, 1),
        row("CR/LF", body("{\"token\":\"a\\r\\nX-Zoom: said\"}"), 502, 1),
        row("not ASCII", body("{\"token\":\"zoom-säid\"}"), 502, 1),
        row("HTML", body("<html>zoom-said</html>"), 502, 1),
        row("nothing", body(""), 502, 1),
        row("204", answer(204, ""), 502, 1),
        row("307", Fault.redirect(307, "http://127.0.0.1:9/v2/users/me/token"), 502, 1),
        row("expired", body(jwt(-10)), 502, 1),
        row("60 s left", body(jwt(60)), 502, 1),
        row("no JWT", body("{\"token\":\"opaque-but-usable\"}"), 200, 1),
        row("an hour left", body(jwt(3600)), 200, 1),
        row("cookie", body(jwt(7200)).with("Set-Cookie", "zoom=said; Path=/"), 200, 1));
  }

  @ParameterizedTest(name = "ZAK endpoint: {0}")
  @MethodSource
  void zakEndpoint(Row row) {
    String account = "row" + USED.incrementAndGet();
    String reserve = latchkey.zak("&account=" + account + "&user=warm").body();
    plan(Endpoint.ZAK, account, row.fault);
    Answer cold = latchkey.zak("&account=" + account + "&user=cold");
    assertSeen(row, cold);
    assertEquals(1 + row.calls, calls(Endpoint.ZAK, account));
    Answer warm = latchkey.zak("&account=" + account + "&user=warm");
    if (definite(row)) {
      // A second user who meets such a code within a minute shows that it does not concern one
      // user.
      int status = row.name.matches("40[04] (300|1010|1116)") ? 502 : row.status;
      assertEquals(status, warm.status(), "tolerance never hides a refusal");
    } else {
      assertEquals(200, warm.status(), warm::body);
      assertEquals(row.status != 200, warm.body().equals(reserve));
    }
    assertTrue(
        World.zoom().calls().of(World.accountId(account)).stream()
            .noneMatch(call -> call.headers().containsKey("cookie")),
        "no cookie is ever sent back");
  }

  private static boolean definite(Row row) {
    return row.name.matches("40[04] \\d+");
  }

  private static void plan(Endpoint endpoint, String account, Fault fault) {
    World.zoom()
        .faults()
        .plan(endpoint, World.accountId(account), Faults.ANY, Faults.FOREVER, fault);
  }

  private static int calls(Endpoint endpoint, String account) {
    return World.zoom().calls().count(endpoint, World.accountId(account));
  }

  private static void assertSeen(Row row, Answer answer) {
    assertEquals(row.status, answer.status(), answer::body);
    assertEquals("no-store", answer.header("Cache-Control"));
    assertTrue(answer.took().toMillis() <= 4000, () -> "took " + answer.took());
    if (row.status == 503) {
      int retryAfter = Integer.parseInt(answer.header("Retry-After"));
      assertTrue(retryAfter >= 1 && retryAfter <= 900, () -> "Retry-After: " + retryAfter);
    }
    if (row.status != 200) {
      assertEquals("application/problem+json", answer.header("Content-Type").split(";")[0]);
      assertFalse(
          answer.body().matches("(?s).*(html|Exception|\\bat io\\.|zoom.said|invalid_c).*"),
          answer::body);
    }
  }
}
