package io.latchkey.simulator;

import static io.latchkey.simulator.GeneralAppClient.member;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the simulated Zoom refreshes and ends consents as Zoom does. */
class SimulatedGrantsTest {

  private GeneralAppClient client;
  private SimulatedGrants grants;

  @BeforeEach
  void start() throws IOException {
    client = new GeneralAppClient();
    grants = client.app.grants();
  }

  @AfterEach
  void stop() {
    client.close();
  }

  private String rotated(String refreshToken) {
    return member(client.refresh(refreshToken), "refresh_token");
  }

  @Test
  void strict_takesEachRefreshTokenOnce_andKeepsTheNewest() {
    String first = grants.connect("anna");
    String second = rotated(first);
    HttpResponse<String> again = client.refresh(first);
    assertEquals(400, again.statusCode());
    assertEquals("{\"reason\":\"Invalid Token!\",\"error\":\"invalid_grant\"}", again.body());
    assertTrue(grants.isNewest(second));
    assertEquals(1, grants.rotations());
    assertEquals(1, grants.refusals());
  }

  @Test
  void grace_answersTheTokenBefore_withTheSamePair() {
    client.control("POST", "grants?account=crm-account&rotation=grace:PT1H");
    String first = grants.connect("anna");
    String second = rotated(first);
    assertEquals(second, rotated(first));
    String third = rotated(second);
    assertNotEquals(second, third);
    assertEquals(400, client.refresh(first).statusCode(), "the token before that one");
    assertEquals(2, grants.rotations());
    client.control("POST", "grants?account=crm-account&rotation=strict");
    assertEquals(400, client.refresh(second).statusCode());
  }

  @Test
  void familyRevoke_endsAllTokensOfTheUser() {
    client.control("POST", "grants?account=crm-account&rotation=family-revoke");
    String first = grants.connect("anna");
    String bert = grants.connect("bert");
    HttpResponse<String> second = client.refresh(first);
    client.refresh(first);
    assertEquals("4741", member(client.refresh(member(second, "refresh_token")), "errorCode"));
    assertEquals(401, client.api(member(second, "access_token"), "users/me").statusCode());
    assertEquals(200, client.refresh(bert).statusCode());
  }

  @Test
  void rotationOfAnotherName_isRefused() {
    assertEquals(
        400, client.control("POST", "grants?account=crm-account&rotation=lax").statusCode());
    assertEquals(
        400, client.control("POST", "grants?account=crm-account&refuse=4700").statusCode());
  }

  @ParameterizedTest
  @CsvSource({"4711", "4717", "4735", "4738", "4741"})
  void refusals_canBeChosen_andLeaveTheTokensAsTheyAre(String number) {
    String anna = grants.connect("anna");
    String bert = grants.connect("bert");
    client.control("POST", "grants?account=crm-account&user=anna&refuse=" + number);
    HttpResponse<String> refused = client.refresh(anna);
    assertEquals(400, refused.statusCode());
    assertEquals(number, member(refused, "errorCode"));
    String newer = rotated(bert);
    client.control("POST", "grants?account=crm-account&refuse=" + number);
    assertEquals(number, member(client.refresh(newer), "errorCode"));
    client.control("POST", "grants?account=crm-account&refuse=nobody");
    assertEquals(200, client.refresh(newer).statusCode());
    assertEquals(200, client.refresh(anna).statusCode());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.Break.class,
      names = {"RESET_BEFORE", "RESET_IN_HEADERS", "RESET_IN_BODY", "CUT_BODY", "CLOSE_BEFORE"})
  void answerThatIsLost_comesAfterTheRotation(Fault.Break where) {
    String first = grants.connect("anna");
    fault(Fault.breaks(where));
    assertThrows(UncheckedIOException.class, () -> client.refresh(first));
    assertFalse(grants.isNewest(first));
    assertEquals(1, grants.rotations());
  }

  @Test
  void requestThatZoomNeverReads_rotatesNothing() {
    String first = grants.connect("anna");
    fault(Fault.breaks(Fault.Break.RESET_UNREAD));
    assertThrows(UncheckedIOException.class, () -> client.refresh(first));
    assertTrue(grants.isNewest(first));
    assertEquals(200, client.refresh(first).statusCode());
  }

  @Test
  void lateAnswer_comesAfterTheRotation() throws Exception {
    String first = grants.connect("anna");
    fault(Fault.late(Duration.ofSeconds(3)));
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> client.refresh(first));
    await().atMost(Duration.ofSeconds(2)).until(() -> grants.rotations() == 1);
    assertFalse(answer.isDone());
    assertTrue(grants.isNewest(member(answer.get(10, TimeUnit.SECONDS), "refresh_token")));
  }

  private void fault(Fault fault) {
    client.zoom.faults().plan(Endpoint.TOKEN, "crm-account", Faults.ANY, 1, fault);
  }

  @Test
  void revoke_endsThePairAndTheConsent() {
    HttpResponse<String> anna = client.refresh(grants.connect("anna"));
    String bert = grants.connect("bert");
    HttpResponse<String> revoked = client.revoke(member(anna, "access_token"));
    assertEquals(200, revoked.statusCode());
    assertEquals("{\"status\":\"success\"}", revoked.body());
    assertFalse(grants.isConnected("anna"));
    assertEquals(401, client.api(member(anna, "access_token"), "users/me").statusCode());
    assertEquals("4741", member(client.refresh(member(anna, "refresh_token")), "errorCode"));
    assertEquals(200, client.refresh(bert).statusCode());
    assertEquals(400, client.revoke(member(anna, "access_token")).statusCode());
  }

  @Test
  void revoke_takesOnlyALivingAccessToken_fromTheBody_withTheRightSecret() {
    String refreshToken = grants.connect("anna");
    HttpResponse<String> pair = client.refresh(refreshToken);
    String token = member(pair, "access_token");
    assertEquals("invalid_grant", member(client.revoke("unknown"), "error"));
    assertEquals(400, client.revoke(member(pair, "refresh_token")).statusCode());
    assertEquals(
        400,
        client
            .post("/oauth/revoke?token=" + token, GeneralAppClient.CREDENTIALS, Map.of())
            .statusCode());
    assertEquals(
        "invalid_client",
        member(client.post("/oauth/revoke", "crm-client:wrong", Map.of("token", token)), "error"));
    client.app.accessTokenLife(Duration.ZERO);
    String expired = member(client.refresh(member(pair, "refresh_token")), "access_token");
    assertEquals(400, client.revoke(expired).statusCode());
    assertTrue(grants.isConnected("anna"));
  }
}
