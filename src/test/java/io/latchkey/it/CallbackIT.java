package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.RecallSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a caller sees while Zoom works. */
class CallbackIT extends RememberingServer {

  static final String SERVER_NAMES =
      "(?s).*(Payara|Jersey|Grizzly|WildFly|JBoss|Undertow|RESTEasy|Liberty|WebSphere|X-Powered-By|\r\nServer:).*";
  private static final String WHSEC = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static int calls(Endpoint endpoint, String account) {
    return World.zoom().calls().count(endpoint, World.accountId(account));
  }

  // --- success

  @Test
  void recall_fetchesAZak() throws Exception {
    HttpResponse<String> answer = new RecallSimulator(WHSEC).fetch(latchkey.zakUrl(""));
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+"), "nothing but a JWT");
    assertTrue(
        answer
            .headers()
            .firstValue("Content-Type")
            .orElseThrow()
            .toLowerCase(java.util.Locale.ROOT)
            .matches("text/plain;\\s?charset=utf-8"));
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
  }

  @Test
  void contextRoot_isLatchkey() {
    String root = World.server("remembering").url();
    String query = "?token=" + World.CALLBACK_TOKEN + "&account=quick";
    assertEquals(200, latchkey.get(root + "/latchkey/zak" + query).status());
    assertEquals(404, latchkey.get(root + "/zak" + query).status());
  }

  @Test
  void zak_isAnsweredFromMemoryWithoutACallToZoom() {
    String first = latchkey.of("quick").body();
    int before = World.zoom().calls().of(World.accountId("quick")).size();
    for (Answer answer : latchkey.together(50, "&account=quick")) {
      assertEquals(first, answer.body());
    }
    assertEquals(before, World.zoom().calls().of(World.accountId("quick")).size());
  }

  @Test
  void coldStart_200CallersAtOnce_costOneTokenAndOneZak() {
    List<Answer> answers = latchkey.together(200, "&account=crowd");
    Set<String> bodies = answers.stream().map(Answer::body).collect(Collectors.toSet());
    assertTrue(answers.stream().allMatch(answer -> answer.status() == 200));
    assertEquals(1, bodies.size());
    assertEquals(1, calls(Endpoint.TOKEN, "crowd"));
    assertEquals(1, calls(Endpoint.ZAK, "crowd"));
  }

  @Test
  void zak_ofTwoUsers_differ() {
    String anna = latchkey.zak("&account=users&user=anna%40example.com").body();
    String ben = latchkey.zak("&account=users&user=ben").body();
    assertNotEquals(anna, ben);
    assertEquals(anna, latchkey.zak("&account=users&user=anna%40example.com").body());
    assertTrue(
        World.zoom().calls().of(World.accountId("users")).stream()
            .anyMatch(call -> call.target().startsWith("/v2/users/anna%40example.com/token?")));
  }

  @Test
  void callbackToken_beingRotatedOut_isStillGood() {
    assertEquals(200, latchkey.get("zak?token=" + World.OLD_CALLBACK_TOKEN).status());
  }

  @Test
  void callbackToken_asBearer_isGood() {
    HttpRequest request =
        HttpRequest.newBuilder(latchkey.base().resolve("zak"))
            .header("Authorization", "Bearer " + World.CALLBACK_TOKEN)
            .build();
    assertEquals(200, latchkey.send(request).status());
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, application/json",
    "Accept, */*;q=0",
    "Range, bytes=0-3",
    "If-None-Match, *",
    "If-Modified-Since, 'Mon, 02 Mar 2026 09:00:00 GMT'",
    "Accept-Encoding, 'gzip, br'",
    "Accept-Charset, utf-16"
  })
  void whateverTheHeaders_theWholeZakIsAnsweredAsText(String header, String value) {
    HttpRequest request =
        HttpRequest.newBuilder(latchkey.zakUrl("&account=quick")).header(header, value).build();
    Answer answer = latchkey.send(request);
    assertEquals(200, answer.status());
    assertEquals(latchkey.of("quick").body(), answer.body());
    assertEquals("", answer.header("Content-Encoding"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&bot_id=1&bot_id=2",
        "&extra={\"a\":[1,2]|^`}",
        "&extra=%zz",
        "&%zz=1",
        "&x=%00%0d%0a",
        "&&=&=x&",
        "&meeting_id=123+456"
      })
  void parametersOfOthers_areIgnoredWhateverIsInThem(String query) {
    String line = "/latchkey/zak?token=" + World.CALLBACK_TOKEN + "&account=quick" + query;
    assertTrue(latchkey.rawLine("GET", line).startsWith("HTTP/1.1 200"), query);
  }

  // --- refusals

  @Test
  void wrongCallbackTokens_are401_alwaysTheSame_andCostZoomNothing() {
    int before = World.zoom().calls().total();
    String right = World.CALLBACK_TOKEN;
    Set<String> bodies =
        List.of(
                "",
                "?token=",
                "?token=x",
                "?token=" + right.substring(0, right.length() - 1),
                "?token=" + right + "x",
                "?token=" + right.toUpperCase(java.util.Locale.ROOT),
                "?token=" + right + "&token=" + right,
                "?token[]=" + right,
                "?token=" + right + "%00",
                "?token=%C3%BC%F0%9F%94%91",
                "?token=%zz",
                "?token=" + "x".repeat(7000),
                "?token=x&account=nowhere&user=../x")
            .stream()
            .map(query -> latchkey.rawLine("GET", "/latchkey/zak" + query))
            .peek(answer -> assertTrue(answer.startsWith("HTTP/1.1 401"), answer))
            .peek(answer -> assertTrue(answer.contains("WWW-Authenticate: Bearer"), answer))
            .map(answer -> answer.substring(answer.indexOf("\r\n\r\n")))
            .collect(Collectors.toSet());
    assertEquals(1, bodies.size(), bodies::toString);
    assertEquals(before, World.zoom().calls().total());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/latchkey/zak;x=1", "/latchkey/zak/", "/latchkey//zak", "/latchkey/%7Aak"})
  void otherSpellingsOfThePath_leadAroundNothing(String path) {
    String status = latchkey.rawLine("GET", path + "?token=wrong").substring(0, 12);
    assertTrue(Set.of("HTTP/1.1 401", "HTTP/1.1 404").contains(status), status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user=../x",
        "user=..%2fx",
        "user=a%2fb",
        "user=a?x=1",
        "user=a%23b",
        "user=a;b",
        "user=%E2%80%A4%E2%80%A4%2Fx",
        "user=%E2%80%AEem",
        "user=%00",
        "user=me%0d%0aX-Injected:%201",
        "user=%252e%252e%252f",
        "user=a+b",
        "user=",
        "user=me&user=ben",
        "account=quick&account=flaky",
        "account="
      })
  void malformedParameters_are400AndCostZoomNothing(String query) {
    int before = World.zoom().calls().total();
    String line = "/latchkey/zak?token=" + World.CALLBACK_TOKEN + "&" + query;
    String answer = latchkey.rawLine("GET", line);
    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    assertFalse(answer.contains("X-Injected"), answer);
    assertEquals(before, World.zoom().calls().total());
  }

  @Test
  void user10KiBLong_is400() {
    String line = "/latchkey/zak?token=" + World.CALLBACK_TOKEN + "&user=" + "a".repeat(10_240);
    assertTrue(latchkey.rawLine("GET", line).startsWith("HTTP/1.1 4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD",
        "head",
        "OPTIONS",
        "options",
        "TRACE",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "PROPFIND"
      })
  void otherMethods_are405AndCostZoomNothing(String method) {
    int before = World.zoom().calls().total();
    String answer =
        latchkey.rawLine(method, "/latchkey/zak?token=" + World.CALLBACK_TOKEN + "&echo=me");
    assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
    assertTrue(answer.contains("\r\nAllow: "), answer);
    assertFalse(answer.contains("echo"), answer);
    assertEquals(before, World.zoom().calls().total());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/latchkey/",
        "/latchkey/nothing",
        "/latchkey/zak/x",
        "/latchkey/application.wadl",
        "/latchkey/container-error",
        "/latchkey/WEB-INF/web.xml",
        "/latchkey/WEB-INF/",
        "/latchkey/META-INF/MANIFEST.MF"
      })
  void otherPaths_are404(String path) {
    String answer = latchkey.rawLine("GET", path + "?token=" + World.CALLBACK_TOKEN);
    assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
    assertFalse(answer.matches(SERVER_NAMES), answer);
  }

  @Test
  void dottedPath_leadsNotIntoTheWar() {
    String answer =
        latchkey.rawLine(
            "GET", "/latchkey/.//WEB-INF/classes/META-INF/microprofile-config.properties");
    assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
    assertFalse(answer.contains("latchkey.zoom"), answer);
  }

  @Test
  void unknownAccount_is404_likeAnUnknownUser() {
    Answer account = latchkey.of("nowhere");
    Answer user = latchkey.zak("&account=users&user=nobody");
    assertEquals(404, account.status());
    assertEquals(404, user.status());
    assertEquals(withoutInstance(user), withoutInstance(account));
  }

  private static String withoutInstance(Answer answer) {
    return answer.body().replaceAll("urn:uuid:[0-9a-f-]+", "");
  }

  @Test
  void anyFailure_isAProblemWhoseInstanceStandsInTheLog() {
    Answer answer = latchkey.of("nowhere");
    assertEquals("application/problem+json", answer.header("Content-Type"));
    assertEquals("no-store", answer.header("Cache-Control"));
    String instance = answer.body().replaceAll(".*\"instance\":\"([^\"]+)\".*", "$1");
    org.awaitility.Awaitility.await().until(() -> World.log("remembering").contains(instance));
  }

  @Test
  void noAnswer_tellsServerOrVersion() {
    for (String answer :
        List.of(
            latchkey.rawLine("GET", "/latchkey/zak"),
            latchkey.rawLine("GET", "/latchkey/zak?token=" + World.CALLBACK_TOKEN),
            latchkey.rawLine("BREW", "/latchkey/zak"))) {
      assertFalse(answer.matches(SERVER_NAMES), answer);
    }
  }

  @Test
  void wrongTokensByTheHundred_areOneLineASecond() {
    int before = linesOf("urn:latchkey:stranger");
    for (int i = 0; i < 300; i++) {
      latchkey.get("zak?token=wrong" + i);
    }
    org.awaitility.Awaitility.await().until(() -> linesOf("urn:latchkey:stranger") > before);
    assertTrue(linesOf("urn:latchkey:stranger") - before <= 10);
  }

  private static int linesOf(String text) {
    return World.log("remembering").split(text, -1).length;
  }

  // --- freshness

  @Test
  void newerTokenElsewhere_killsOurs_callersNoticeNothing() {
    World.account("killedonce")
        .tolerance(io.latchkey.simulator.SimulatedAccount.Tolerance.NEWEST_ONLY);
    assertEquals(200, latchkey.zak("&account=killedonce&user=first").status());
    World.account("killedonce").killAccessTokens();
    assertEquals(200, latchkey.zak("&account=killedonce&user=second").status());
    assertEquals(2, calls(Endpoint.TOKEN, "killedonce"));
  }

  @Test
  void tokenOfNoLife_servesThisRequestOnly() {
    World.zoom()
        .faults()
        .plan(
            Endpoint.TOKEN,
            World.accountId("stillborn"),
            Faults.ANY,
            1,
            Fault.body(
                "{\"access_token\":\""
                    + World.account("stillborn").newAccessToken()
                    + "\",\"expires_in\":0}"));
    assertEquals(200, latchkey.zak("&account=stillborn&user=anna").status());
    assertEquals(200, latchkey.zak("&account=stillborn&user=ben").status());
    assertEquals(2, calls(Endpoint.TOKEN, "stillborn"));
  }

  // --- health

  @ParameterizedTest
  @ValueSource(strings = {"live", "ready", "started"})
  void health_isUpAndTellsNoSecret(String kind) {
    Answer health = latchkey.get(World.server("remembering").opsUrl() + "/health/" + kind);
    assertEquals(200, health.status());
    assertTrue(health.body().contains("latchkey-" + kind), health.body());
    assertEquals(List.of(), Canaries.in(health.body()));
  }

  @Test
  void answer_whileZoomIsSlow_isOutByTheDeadline() {
    // Each call ends within its own limit of 2 s. Together they take 5.5 s: only the deadline of
    // the
    // request ends it before.
    Duration slow = Duration.ofMillis(1700);
    plan(Endpoint.TOKEN, 1, Fault.answer(500, "{}").after(slow));
    plan(Endpoint.TOKEN, Faults.FOREVER, Fault.delay(slow));
    plan(Endpoint.ZAK, Faults.FOREVER, Fault.breaks(Fault.Break.HANG));
    Answer answer = latchkey.of("held");
    World.zoom().faults().clear(World.accountId("held"));
    assertEquals(503, answer.status());
    assertTrue(answer.took().compareTo(Duration.ofSeconds(4)) <= 0, () -> "took " + answer.took());
  }

  private static void plan(Endpoint endpoint, int times, Fault fault) {
    World.zoom().faults().plan(endpoint, World.accountId("held"), Faults.ANY, times, fault);
  }
}
