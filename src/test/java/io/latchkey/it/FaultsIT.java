package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Fault.Break;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what a caller sees while Zoom fails. This server mints for every request, so a ZAK is a
 * reserve as soon as it has been served. In the names of the tests, warm means that a reserve is in
 * memory, and cold that no ZAK is in memory.
 */
@Tag(Scope.ONE_SERVER)
class FaultsIT extends MintingServer {

  private static final Duration DEADLINE = Duration.ofSeconds(4);

  @AfterAll
  static void callsForOneKeyDidNotOverlap() {
    assertTrue(
        World.zoom().calls().mostAtOnceForOneKey() <= 1,
        "two calls under way for one key: a retry overtook its first attempt, or single flight fails");
  }

  private static void plan(Endpoint endpoint, String account, int times, Fault fault) {
    World.zoom().faults().plan(endpoint, World.accountId(account), Faults.ANY, times, fault);
  }

  private static void heal(String account) {
    World.zoom().faults().clear(World.accountId(account));
  }

  private static int calls(Endpoint endpoint, String account) {
    return World.zoom().calls().count(endpoint, World.accountId(account));
  }

  /** Fetches a ZAK, so that there is a reserve in memory. */
  private String warm(String account) {
    Answer answer = latchkey.of(account);
    assertEquals(200, answer.status(), answer::body);
    return answer.body();
  }

  private static void assertInTime(Answer answer) {
    assertTrue(answer.took().compareTo(DEADLINE) <= 0, () -> "took " + answer.took());
  }

  private static void assertUnavailable(Answer answer) {
    assertEquals(503, answer.status(), answer::body);
    int retryAfter = Integer.parseInt(answer.header("Retry-After"));
    assertTrue(retryAfter >= 1 && retryAfter <= 900, () -> "Retry-After: " + retryAfter);
    assertEquals("no-store", answer.header("Cache-Control"));
    assertInTime(answer);
  }

  /** Asserts that the answer holds no text of Zoom and of the server. */
  private static void assertOwnWords(Answer answer) {
    assertFalse(
        answer.body().matches("(?s).*(html|Exception|\\bat io\\.|simulat|zoom-said).*"),
        answer::body);
  }

  // --- the token endpoint

  @Test
  void invalidClient_cold_is502_oneCall_oneErrorThatSaysWhatToCheck() {
    plan(
        Endpoint.TOKEN,
        "invalidclient",
        Faults.FOREVER,
        Fault.answer(400, "{\"reason\":\"zoom-said\",\"error\":\"invalid_client\"}"));
    for (Answer answer : latchkey.together(20, "&account=invalidclient")) {
      assertEquals(502, answer.status());
      assertOwnWords(answer);
    }
    assertEquals(502, latchkey.of("invalidclient").status());
    assertEquals(1, calls(Endpoint.TOKEN, "invalidclient"));
    String log = World.log("minting");
    List<String> errors =
        log.lines().filter(line -> line.contains("access token of account invalidclient")).toList();
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.get(0).contains("latchkey.zoom.account.invalidclient.client-secret"));
    assertTrue(errors.get(0).contains("x-zm-trackingid"));
  }

  @Test
  void serverErrorOnce_isRetried() {
    plan(Endpoint.TOKEN, "flaky", 1, Fault.answer(500, "<html>zoom-said</html>"));
    assertEquals(200, latchkey.of("flaky").status());
    assertEquals(2, calls(Endpoint.TOKEN, "flaky"), "fault tolerance is live");
  }

  @Test
  void serverErrorForEver_cold_200Callers30Seconds_atMost8Calls() {
    plan(Endpoint.TOKEN, "dead", Faults.FOREVER, Fault.answer(500, "<html>zoom-said</html>"));
    await()
        .during(Duration.ofSeconds(30))
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              for (Answer answer : latchkey.together(200, "&account=dead")) {
                assertUnavailable(answer);
                assertOwnWords(answer);
              }
            });
    int calls = calls(Endpoint.TOKEN, "dead");
    assertTrue(calls <= 8, () -> "calls: " + calls);
    assertEquals(0, calls(Endpoint.ZAK, "dead"));
    heal("dead");
    await().atMost(Duration.ofSeconds(40)).until(() -> latchkey.of("dead").status() == 200);
  }

  @Test
  void neverAnswers_cold_is503AtTheDeadline_othersUnharmed() {
    plan(Endpoint.TOKEN, "hangscold", Faults.FOREVER, Fault.breaks(Break.HANG));
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(latchkey.zakAsync("&account=hangscold"));
    }
    assertEquals(200, latchkey.of("quick").status());
    assertTrue(
        waiting.stream().noneMatch(CompletableFuture::isDone),
        "another account's caller was answered while these still waited");
    Callback.join(waiting).forEach(FaultsIT::assertUnavailable);
    assertEquals(1, calls(Endpoint.TOKEN, "hangscold"), "a time-out is not repeated");
  }

  @Test
  void drips_cold_is503InTime() {
    plan(Endpoint.TOKEN, "dripping", Faults.FOREVER, Fault.drip(Duration.ofSeconds(1)));
    assertUnavailable(latchkey.of("dripping"));
  }

  @Test
  void limited_cold_is503_andLeavesZoomAlone() {
    plan(
        Endpoint.TOKEN,
        "limitedcold",
        Faults.FOREVER,
        Fault.answer(429, "{}").with("Retry-After", "120"));
    for (Answer answer : latchkey.together(50, "&account=limitedcold")) {
      assertUnavailable(answer);
      int retryAfter = Integer.parseInt(answer.header("Retry-After"));
      assertTrue(retryAfter > 110 && retryAfter <= 120, () -> "Retry-After: " + retryAfter);
    }
    assertUnavailable(latchkey.of("limitedcold"));
    assertEquals(1, calls(Endpoint.TOKEN, "limitedcold"));
  }

  /**
   * Each body has its own account: after a failure, the back-off of an account answers without
   * Zoom.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "garbagecold0~<html>zoom-said maintenance</html>",
        "garbagecold1~^^",
        "garbagecold2~[]",
        "garbagecold3~null",
        "garbagecold4~{\"access_token\":\"cu",
        "garbagecold5~{\"token_type\":\"bearer\"}",
        "garbagecold6~{\"access_token\":\" \"}",
        "garbagecold7~{\"access_token\":\"a\\r\\nX: b\"}"
      })
  void garbage_cold_is502_neverKept(String account, String body) {
    plan(Endpoint.TOKEN, account, 1, Fault.body(body));
    Answer answer = latchkey.of(account);
    assertEquals(502, answer.status());
    assertOwnWords(answer);
    assertEquals(1, calls(Endpoint.TOKEN, account), "it was asked, and not asked again");
    assertEquals(0, calls(Endpoint.ZAK, account));
    await().atMost(Duration.ofSeconds(20)).until(() -> latchkey.of(account).status() == 200);
    assertEquals(2, calls(Endpoint.TOKEN, account), "nothing of it was kept");
  }

  @Test
  void oversized_cold_is502() {
    plan(
        Endpoint.TOKEN,
        "garbagewarm",
        1,
        Fault.body("{\"access_token\":\"" + "a".repeat(10 * 1024 * 1024) + "\"}"));
    assertEquals(502, latchkey.of("garbagewarm").status());
    await().until(() -> latchkey.of("garbagewarm").status() == 200);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307, 308})
  void redirected_is502_andNotOneRequestThere(int status) throws IOException {
    try (ZoomSimulator elsewhere = ZoomSimulator.start(0)) {
      String account = "redirected" + status;
      plan(Endpoint.TOKEN, account, 1, Fault.redirect(status, elsewhere.url() + "/oauth/token"));
      assertEquals(502, latchkey.of(account).status());
      assertEquals(1, calls(Endpoint.TOKEN, account));
      assertEquals(0, elsewhere.connections());
      assertEquals(0, elsewhere.calls().total());
    }
  }

  // --- the ZAK endpoint

  @Test
  void accessTokenDead_50Callers_allServed_oneMoreTokenCall() {
    warm("killed");
    World.account("killed").killAccessTokens();
    int before = calls(Endpoint.TOKEN, "killed");
    List<CompletableFuture<Answer>> callers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      callers.add(latchkey.zakAsync("&account=killed&user=user" + i % 25));
    }
    assertTrue(Callback.join(callers).stream().allMatch(answer -> answer.status() == 200));
    assertEquals(before + 1, calls(Endpoint.TOKEN, "killed"));
  }

  @Test
  void accessTokenDeadEvenWhenNew_is502_noThirdTry() {
    plan(
        Endpoint.ZAK,
        "killedforever",
        Faults.FOREVER,
        Fault.answer(401, "{\"code\":124,\"message\":\"zoom-said\"}"));
    Answer answer = latchkey.of("killedforever");
    assertEquals(502, answer.status());
    assertOwnWords(answer);
    assertEquals(2, calls(Endpoint.TOKEN, "killedforever"));
    assertEquals(2, calls(Endpoint.ZAK, "killedforever"));
  }

  @Test
  void unknownUser_is404_rememberedForSeconds_othersUnharmed() {
    warm("users");
    for (String user : List.of("nobody", "pending")) {
      int before = calls(Endpoint.ZAK, "users");
      for (int i = 0; i < 5; i++) {
        assertEquals(404, latchkey.zak("&account=users&user=" + user).status());
      }
      assertEquals(before + 1, calls(Endpoint.ZAK, "users"));
    }
    assertEquals(200, latchkey.zak("&account=users&user=anna").status());
  }

  @Test
  void scopeMissing_is502_notRetried_theLogNamesTheScopes() {
    World.account("scopeless").scopes(Set.of("meeting:read:meeting:admin"));
    Answer answer = latchkey.of("scopeless");
    assertEquals(502, answer.status());
    assertOwnWords(answer);
    assertEquals(1, calls(Endpoint.ZAK, "scopeless"));
    assertTrue(
        World.log("minting")
            .lines()
            .anyMatch(
                line ->
                    line.contains("account scopeless") && line.contains("user:read:token:admin")));
  }

  @Test
  void limited_warm_servesTheReserve_zoomIsLeftAlone() {
    String reserve = warm("limitedwarm");
    plan(
        Endpoint.ZAK,
        "limitedwarm",
        Faults.FOREVER,
        Fault.answer(429, "{\"code\":429}").with("Retry-After", "60"));
    int before = calls(Endpoint.ZAK, "limitedwarm");
    for (int i = 0; i < 20; i++) {
      assertEquals(reserve, latchkey.of("limitedwarm").body());
    }
    assertEquals(before + 1, calls(Endpoint.ZAK, "limitedwarm"));
    assertUnavailable(latchkey.zak("&account=limitedwarm&user=cold"));
    assertEquals(before + 1, calls(Endpoint.ZAK, "limitedwarm"), "the limit is the account's");
  }

  @Test
  void dead_warm_servesTheReserve_countedAndLoggedOnce() {
    String reserve = warm("deadwarm");
    plan(Endpoint.ZAK, "deadwarm", Faults.FOREVER, Fault.answer(500, "zoom-said"));
    for (Answer answer : latchkey.together(100, "&account=deadwarm")) {
      assertEquals(reserve, answer.body());
      assertInTime(answer);
    }
    List<String> lines =
        World.log("minting")
            .lines()
            .filter(line -> line.contains("account deadwarm") && line.contains("older one"))
            .toList();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        latchkey
            .get(World.server("minting").opsUrl() + "/health/ready")
            .body()
            .matches("(?s).*\"deadwarm.served-from-reserve\":.*"));
    heal("deadwarm");
    await().until(() -> !latchkey.of("deadwarm").body().equals(reserve));
  }

  @Test
  void neverAnswers_warm_200WithinASecond_thenAtOnce() {
    String reserve = warm("hangswarm");
    plan(Endpoint.ZAK, "hangswarm", Faults.FOREVER, Fault.breaks(Break.HANG));
    Answer first = latchkey.of("hangswarm");
    assertEquals(reserve, first.body());
    assertTrue(first.took().compareTo(Duration.ofMillis(1500)) < 0, () -> "took " + first.took());
    for (Answer later : latchkey.together(50, "&account=hangswarm")) {
      assertEquals(reserve, later.body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"token\":\"\"}",
        "{\"token\":null}",
        "{\"token\":5}",
        "{\"token\":{}}",
        "{\"token\":\"a b\"}",
        "<html>zoom-said</html>"
      })
  void noZak_warm_servesTheReserve_cold_is502(String body) {
    String user = "&account=zakgarbage&user=warm" + Integer.toHexString(body.hashCode());
    String reserve = latchkey.zak(user).body();
    plan(Endpoint.ZAK, "zakgarbage", Faults.FOREVER, Fault.body(body));
    assertEquals(reserve, latchkey.zak(user).body());
    Answer cold =
        latchkey.zak("&account=zakgarbage&user=cold" + Integer.toHexString(body.hashCode()));
    assertEquals(502, cold.status());
    assertOwnWords(cold);
    heal("zakgarbage");
  }

  @Test
  void refusal_isNeverHiddenByAReserve() {
    warm("expiring");
    plan(Endpoint.ZAK, "expiring", 1, Fault.answer(400, "{\"code\":4700}"));
    assertEquals(502, latchkey.of("expiring").status());
  }

  @Test
  void slow_300CallersOver30Users_costZoom30Calls_hitsOfOthersAreNotDelayed() {
    warm("slow");
    int before = calls(Endpoint.ZAK, "slow");
    plan(Endpoint.ZAK, "slow", Faults.FOREVER, Fault.delay(Duration.ofSeconds(4)));
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      waiting.add(latchkey.zakAsync("&account=slow&user=user" + i % 30));
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(200, latchkey.of("quick").status());
    }
    assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
    Callback.join(waiting).forEach(FaultsIT::assertUnavailable);
    assertEquals(before + 30, calls(Endpoint.ZAK, "slow"));
    heal("slow");
  }

  @Test
  void halfOfTheAnswersBad_warm_nobodyNotices() {
    warm("halfbad");
    World.zoom()
        .faults()
        .planEvery(
            2,
            Endpoint.ZAK,
            World.accountId("halfbad"),
            Faults.ANY,
            Faults.FOREVER,
            Fault.answer(500, "zoom-said"));
    for (int i = 0; i < 200; i++) {
      assertEquals(200, latchkey.of("halfbad").status());
    }
  }

  // --- the network

  @ParameterizedTest
  @EnumSource(
      value = Break.class,
      names = {"RESET_IN_HEADERS", "RESET_IN_BODY", "CUT_BODY", "CLOSE_BEFORE", "RESET_BEFORE"})
  void brokenOnce_isRetried_nothingHalfReadIsKept(Break where) {
    String user = "&account=broken&user=" + where;
    plan(Endpoint.ZAK, "broken", 1, Fault.breaks(where));
    int before = calls(Endpoint.ZAK, "broken");
    Answer answer = latchkey.zak(user);
    assertEquals(200, answer.status(), answer::body);
    assertTrue(answer.body().matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+"));
    assertEquals(before + 2, calls(Endpoint.ZAK, "broken"), "the broken call, and one more");
  }

  @Test
  void brokenConnectionsOfOneAccount_closeTheDoorOnNoOther() {
    plan(Endpoint.ZAK, "breaker", Faults.FOREVER, Fault.breaks(Break.RESET_IN_BODY));
    for (int i = 0; i < 15; i++) {
      assertUnavailable(latchkey.zak("&account=breaker&user=user" + i));
    }
    assertEquals(200, latchkey.zak("&account=quick&user=new").status());
  }

  @Test
  void idleConnectionsClosedByZoom_areOpenedAgain() {
    warm("quick");
    World.zoom().closeConnections();
    assertEquals(200, latchkey.of("quick").status());
  }
}
