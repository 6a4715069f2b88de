package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests problems that operators of such callbacks have met. Each of them is an example of a kind.
 */
@Tag(Scope.ONE_SERVER)
class FieldIT extends MintingServer {

  private Answer obf(String account, String more) {
    return latchkey.get("obf?token=" + World.CALLBACK_TOKEN + "&account=" + account + more);
  }

  private String card(String account) {
    String page =
        latchkey
            .send(
                HttpRequest.newBuilder(latchkey.base().resolve("ops/status"))
                    .header("Authorization", "Bearer " + World.OPERATOR_TOKEN)
                    .build())
            .body();
    String after = page.substring(page.indexOf("Account " + account + "<"));
    return after.substring(0, after.indexOf("</section>"));
  }

  // --- 401 for one kind or user

  @Test
  void kindThatIsRefusedWithEveryToken_costsNoZak() {
    World.account("onekind").reject("kind onbehalf");
    for (int round = 0; round < 20; round++) {
      assertEquals(502, obf("onekind", "&user=anna").status());
      assertEquals(200, latchkey.of("onekind").status(), "round " + round);
      assertEquals(200, latchkey.zak("&account=onekind&user=cold" + round).status());
    }
    assertFalse(card("onekind").contains("Bots get no ZAK"));
    int accessTokens = World.zoom().calls().count(Endpoint.TOKEN, World.accountId("onekind"));
    assertTrue(accessTokens <= 4, () -> accessTokens + " access tokens");
  }

  @Test
  void userWhoIsRefusedWithEveryToken_costsNobodyElse() {
    World.account("oneuser").reject("user ben");
    assertEquals(200, latchkey.of("oneuser").status());
    for (int round = 0; round < 20; round++) {
      assertEquals(502, latchkey.zak("&account=oneuser&user=ben").status());
      assertEquals(200, latchkey.of("oneuser").status(), "round " + round);
      assertEquals(200, obf("oneuser", "&user=cold" + round).status());
    }
    assertFalse(card("oneuser").contains("Bots get no ZAK"));
  }

  // --- codes of single users

  @Test
  void userOfAnotherAccount_is404_andNothingIsSaidAgainstTheAccount() {
    String account = "strangeusers";
    assertEquals(200, latchkey.of(account).status());
    int before = World.log("minting").length();
    assertEquals(
        404, latchkey.zak("&account=%s&user=guest%%40example.net".formatted(account)).status());
    assertEquals(404, latchkey.zak("&account=%s&user=odd1".formatted(account)).status());
    assertTrue(card(account).contains("Ready"), card(account));
    String log = World.log("minting").substring(before);
    assertFalse(log.contains("SEVERE") || log.contains("ERROR"), log);
    assertEquals(502, latchkey.zak("&account=%s&user=odd2".formatted(account)).status());
  }

  @Test
  void configuredUserWithACodeOfUsers_is502_andRed() {
    World.zoom()
        .faults()
        .plan(
            Endpoint.ZAK,
            World.accountId("ownuser"),
            "me",
            Faults.FOREVER,
            Fault.answer(400, "{\"code\":300}"));
    assertEquals(502, latchkey.of("ownuser").status());
    assertTrue(card("ownuser").contains("Bots get no ZAK"), card("ownuser"));
    World.zoom().faults().clear(World.accountId("ownuser"));
  }

  // --- limits, scopes, join tokens

  @Test
  void limitOfADay_isNotAskedBeforeItsInstant_callersAreToldAQuarterOfAnHour() {
    Instant tonight = Instant.now().plus(4, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    World.zoom()
        .faults()
        .plan(
            Endpoint.ZAK,
            World.accountId("daily"),
            Faults.ANY,
            Faults.FOREVER,
            Fault.answer(429, "{\"code\":429}")
                .with("Retry-After", tonight.toString())
                .with("X-RateLimit-Type", "Daily-limit"));
    for (int i = 0; i < 5; i++) {
      Answer answer = latchkey.zak("&account=daily&user=user" + i);
      assertEquals(503, answer.status());
      assertEquals("900", answer.header("Retry-After"));
    }
    assertEquals(1, World.zoom().calls().count(Endpoint.ZAK, World.accountId("daily")));
    assertTrue(card("daily").contains("used up for today"), card("daily"));
    World.zoom().faults().clear(World.accountId("daily"));
  }

  @ParameterizedTest
  @CsvSource({"400, 300", "400, 200", "404, 3161", "404, 3001"})
  void joinTokenThatCannotBeMade_is404(int status, int code) {
    World.zoom()
        .faults()
        .plan(
            Endpoint.JOIN_TOKEN,
            World.accountId("joins"),
            Faults.ANY,
            1,
            Fault.answer(status, "{\"code\":%d}".formatted(code)));
    Answer answer =
        latchkey.get(
            "join-token?account=joins&meeting_id=81234567890&token=" + World.CALLBACK_TOKEN);
    assertEquals(404, answer.status(), answer::body);
  }

  @Test
  void scopesInTheText_areNamed_whateverTheNumber() {
    World.zoom()
        .faults()
        .plan(
            Endpoint.ZAK,
            World.accountId("scoped"),
            Faults.ANY,
            1,
            Fault.answer(
                400,
                "{\"code\":104,\"message\":\"Invalid access token, does not contain"
                    + " scopes:[user:read:zak:canary].\"}"));
    assertEquals(502, latchkey.of("scoped").status());
    assertTrue(World.log("minting").contains("add to the app's scopes user:read:zak:canary"));
  }

  @Test
  void serverToServerApp_getsNoObf_itsZaksAreUnharmed() {
    World.account("servertoserver").serverToServer();
    assertEquals(502, obf("servertoserver", "").status());
    assertEquals(200, latchkey.of("servertoserver").status());
  }

  // --- spellings

  @Test
  void eMailAddress_isOnePersonHoweverItIsWritten() {
    assertEquals(200, latchkey.zak("&account=cased&user=bot%40example.com").status());
    assertEquals(200, latchkey.zak("&account=cased&user=Bot%40Example.COM").status());
    assertTrue(
        World.zoom().calls().of(World.accountId("cased")).stream()
            .filter(call -> call.user().contains("@"))
            .allMatch(call -> call.user().equals("bot@example.com")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meeting_id=812%E2%80%AF3456%E2%80%AF7890",
        "meeting_id=812%E2%80%933456%E2%80%937890",
        "meeting_number=81234567890&meeting_number=81234567890",
        "meeting_id=81234567890&meeting_number=812-3456-7890"
      })
  void meetingNumber_isReadAsPeoplePasteIt(String query) {
    assertEquals(200, obf("cased", "&" + query).status());
    List<io.latchkey.simulator.Calls.Call> calls =
        World.zoom().calls().of(World.accountId("cased"));
    assertTrue(calls.get(calls.size() - 1).target().contains("meeting_id=81234567890"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://us02web.zoom.us/w/81234567890?tk=x",
        "https://zoom.us/j/812%203456%207890"
      })
  void attendeesMeeting_isFoundAsAttendeeFindsIt(String url) {
    Answer answer =
        latchkey.send(
            post(
                "attendee?kinds=join-token&account=cased&token=" + World.CALLBACK_TOKEN,
                "{\"meeting_url\":\"" + url + "\"}"));
    assertEquals(200, answer.status(), answer::body);
    assertTrue(answer.body().contains("app_privilege_token"), answer::body);
  }

  @Test
  void meetStreamBehindAGateway_withAllInItsBody_isKnown() {
    String body =
        "{\"bot_id\":\"b\",\"meeting_number\":\"81234567890\",\"webhook_secret\":\"%s\"}"
            .formatted(World.CALLBACK_TOKEN);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(latchkey.base().resolve("meetstream/obf?account=cased"))
            .header("Authorization", "Bearer of-the-gateway-0123456789abcdef0123")
            .header("Content-Type", "application/json");
    assertEquals(
        200,
        latchkey.send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build()).status());
    assertEquals(
        200,
        latchkey
            .send(
                HttpRequest.newBuilder(latchkey.base().resolve("meetstream/zak?account=cased"))
                    .header("Authorization", "Bearer of-the-gateway-0123456789abcdef0123")
                    .header("X-Webhook-Secret", World.CALLBACK_TOKEN)
                    .build())
            .status());
  }

  private HttpRequest post(String path, String body) {
    URI url = latchkey.base().resolve(path);
    return HttpRequest.newBuilder(url)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
