package io.latchkey.simulator;

import static io.latchkey.simulator.GeneralAppClient.asked;
import static io.latchkey.simulator.GeneralAppClient.code;
import static io.latchkey.simulator.GeneralAppClient.exchange;
import static io.latchkey.simulator.GeneralAppClient.member;
import static io.latchkey.simulator.GeneralAppClient.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the simulated Zoom asks users for consent as Zoom does. */
class AuthorizationTest {

  private static final String STATE = "state=s%26t+ate";

  private GeneralAppClient client;

  @BeforeEach
  void start() throws IOException {
    client = new GeneralAppClient();
  }

  @AfterEach
  void stop() {
    client.close();
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private static void assertStaysAtZoom(HttpResponse<String> answer, String text) {
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("", location(answer));
    assertTrue(answer.body().contains(text), answer.body());
  }

  @Test
  void page_namesTheApp_itsScopesAndTheUsers() {
    client.app.settings().name("Notes & Bots").optionalScopes(Set.of("user:read:zak"));
    HttpResponse<String> page = client.open(asked());
    assertEquals(200, page.statusCode());
    assertEquals("text/html;charset=UTF-8", page.headers().firstValue("Content-Type").orElse(""));
    for (String part :
        new String[] {
          "<html lang=\"en\">",
          "<title>Add Notes &amp; Bots",
          "<option value=\"anna\">Anna (anna@example.com)</option>",
          "<option value=\"bert\">Bert (bert@example.com)</option>",
          "<p>user:read:token</p>",
          "name=\"allow-user:read:zak\" value=\"yes\" checked> user:read:zak (optional)</label>",
          "<label for=\"user\">",
          "value=\"allow\">Allow",
          "value=\"decline\">Decline",
          "name=\"state\" value=\"s&amp;t ate\""
        }) {
      assertTrue(page.body().contains(part), part + " in " + page.body());
    }
    assertFalse(page.body().contains("<script"));
  }

  @Test
  void page_escapesWhatOthersWrote() {
    String attack = "\"'><script>alert(1)</script>";
    client.app.settings().name(attack);
    client.app.users().add(attack, attack, attack);
    client.app.scopes(Set.of(attack)).settings().optionalScopes(Set.of(attack));
    String page = client.open(with(asked(), "state", attack)).body();
    String error = client.open(with(asked(), "client_id", attack)).body();
    for (String body : new String[] {page, error}) {
      assertFalse(body.contains("<script"), body);
      assertFalse(body.contains("\"'"), body);
      assertTrue(body.contains("&quot;&#39;&gt;&lt;script&gt;"), body);
    }
  }

  @Test
  void allow_leadsBack_withACodeThatBecomesAPair() {
    HttpResponse<String> allowed = client.decide("anna", "allow", asked());
    assertEquals(303, allowed.statusCode());
    assertTrue(
        location(allowed).startsWith(GeneralAppClient.CALLBACK + "?code="), location(allowed));
    assertTrue(location(allowed).endsWith("&" + STATE), location(allowed));
    assertEquals(0, client.app.grants().rotations());

    HttpResponse<String> pair = client.token(exchange(code(allowed)));
    assertEquals(200, pair.statusCode(), pair.body());
    assertEquals("bearer", member(pair, "token_type"));
    assertEquals("3600", member(pair, "expires_in"));
    assertEquals("https://api.zoom.us", member(pair, "api_url"));
    assertEquals(
        client.app.scopes(), Set.of(member(pair, "scope").split(" ")), "all that the app has");
    assertEquals(200, client.api(member(pair, "access_token"), "users/me/zak").statusCode());
    assertEquals(200, client.refresh(member(pair, "refresh_token")).statusCode());
    assertEquals(1, client.zoom.calls().count(Endpoint.CODE, "crm-account"));
    assertEquals(1, client.zoom.calls().count(Endpoint.TOKEN, "crm-account"));
  }

  @Test
  void redirectUriWithAQuery_keepsIt() {
    client.app.settings().redirectUri("https://app.example.com/back?a=b");
    HttpResponse<String> allowed =
        client.decide(
            "anna", "allow", with(asked(), "redirect_uri", "https://app.example.com/back?a=b"));
    assertTrue(location(allowed).startsWith("https://app.example.com/back?a=b&code="));
  }

  @Test
  void decline_leadsBack_withAnError() {
    HttpResponse<String> declined = client.decide("anna", "decline", asked());
    assertEquals(303, declined.statusCode());
    assertEquals(GeneralAppClient.CALLBACK + "?error=access_denied&" + STATE, location(declined));
    assertFalse(client.app.grants().isConnected("anna"));
  }

  @Test
  void state_isLeftOut_ifTheAppGaveNone() {
    assertFalse(
        location(client.decide("anna", "allow", with(asked(), "state", ""))).contains("state"));
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, unknown, 4702",
    "redirect_uri, https://latchkey.example.com/connect/callback/, 4709",
    "redirect_uri, '', 4709",
    "response_type, token, response_type",
    "code_challenge_method, S512, code_challenge_method"
  })
  void requestThatIsWrong_staysAtZoom(String name, String value, String text) {
    assertStaysAtZoom(client.open(with(asked(), name, value)), text);
    assertStaysAtZoom(client.decide("anna", "allow", with(asked(), name, value)), text);
    assertStaysAtZoom(client.decide("anna", "decline", with(asked(), name, value)), text);
  }

  @Test
  void serverToServerApp_cannotAsk() {
    client
        .zoom
        .account("s2s", "s2s-client", "secret")
        .settings()
        .redirectUri(GeneralAppClient.CALLBACK);
    assertStaysAtZoom(client.open(with(asked(), "client_id", "s2s-client")), "4702");
  }

  @Test
  void unpublishedApp_takesOnlyUsersOfItsOwnAccount() {
    client.app.settings().published(false);
    client.app.users().addOf("other", "olga", "olga@example.org", "Olga");
    assertStaysAtZoom(client.decide("olga", "allow", asked()), "not published");
    assertEquals(303, client.decide("anna", "allow", asked()).statusCode());
    client.app.settings().published(true);
    assertEquals(303, client.decide("olga", "allow", asked()).statusCode());
  }

  @Test
  void missingApproval_staysAtZoom() {
    client.app.settings().approval(AppSettings.Approval.MISSING);
    assertStaysAtZoom(client.decide("anna", "allow", asked()), "administrator");
    client.app.settings().approval(AppSettings.Approval.GIVEN);
    assertEquals(303, client.decide("anna", "allow", asked()).statusCode());
  }

  @Test
  void nobodyChosen_staysAtZoom() {
    assertStaysAtZoom(client.decide("nobody", "allow", asked()), "Choose a user");
  }

  @Test
  void optionalScopes_canBeRefused_andOthersCannot() {
    client.app.settings().optionalScopes(Set.of("user:read:zak", "user:read:user"));
    HttpResponse<String> allowed =
        client.decide("anna", "allow", with(asked(), "allow-user:read:user", "yes"));
    HttpResponse<String> pair = client.token(exchange(code(allowed)));
    assertEquals(
        Set.of("user:read:user", "user:read:token", "meeting:read:local_recording_token"),
        Set.of(member(pair, "scope").split(" ")));
    String token = member(pair, "access_token");
    assertTrue(client.api(token, "users/me/zak").body().contains("4711"));
    assertEquals(200, client.api(token, "users/me/token?type=zak").statusCode());
    assertEquals(
        member(pair, "scope"), member(client.refresh(member(pair, "refresh_token")), "scope"));
  }

  @Test
  void signedInUser_whoAllowedTheSameBefore_isSentBackAtOnce() {
    HttpResponse<String> first = client.decide("anna", "allow", asked());
    client.token(exchange(code(first)));
    String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    HttpResponse<String> second = client.open(asked(), "Cookie", "a=b; " + cookie);
    assertEquals(302, second.statusCode());
    assertEquals(200, client.token(exchange(code(second))).statusCode());
    assertEquals(200, client.open(asked()).statusCode(), "another browser");

    client.app.settings().secondConsent(AppSettings.SecondConsent.ASKS);
    HttpResponse<String> page = client.open(asked(), "Cookie", cookie);
    assertTrue(page.body().contains("<option value=\"anna\" selected>"), page.body());

    client.app.settings().secondConsent(AppSettings.SecondConsent.AT_ONCE);
    client.app.scopes(Set.of("user:read:token"));
    assertEquals(200, client.open(asked(), "Cookie", cookie).statusCode(), "other scopes");
  }

  @ParameterizedTest
  @CsvSource({
    "code, unknown, 4734, invalid_grant",
    "redirect_uri, https://other.example.com, 4709, invalid_request",
    "code_verifier, wrong, '', invalid_grant",
    "grant_type, password, '', unsupported_grant_type"
  })
  void exchange_isRefusedAsZoomDoes(String name, String value, String number, String error) {
    HttpResponse<String> refused = client.token(with(exchange(client.code("anna")), name, value));
    assertEquals(400, refused.statusCode());
    assertEquals(error, member(refused, "error"));
    assertEquals(!number.isEmpty(), refused.body().contains("\"errorCode\":" + number));
    assertFalse(client.app.grants().isConnected("anna"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void code_isGoodOnce(boolean numbered) {
    client.app.settings().numbersInErrors(numbered);
    String code = client.code("anna");
    String refreshToken = member(client.token(exchange(code)), "refresh_token");
    HttpResponse<String> again = client.token(exchange(code));
    assertEquals("invalid_grant", member(again, "error"));
    assertEquals(numbered, again.body().contains("4734"), again.body());
    assertTrue(client.app.grants().isNewest(refreshToken));
  }

  @Test
  void code_isRefused_afterItsLife() {
    client.control("POST", "accounts?account=crm-account&code-life=PT0S");
    assertEquals("4733", member(client.token(exchange(client.code("anna"))), "errorCode"));
  }

  @Test
  void code_belongsToOneApp_withTheRightSecret() {
    client.zoom.account("other", "other-client", "other-secret").generalApp();
    Map<String, String> exchange = exchange(client.code("anna"));
    assertEquals(
        "invalid_client",
        member(client.post("/oauth/token", "crm-client:wrong", exchange), "error"));
    assertEquals(
        "4734",
        member(client.post("/oauth/token", "other-client:other-secret", exchange), "errorCode"));
    assertEquals(200, client.token(exchange).statusCode());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void secondConsent_endsTheFirstPair(boolean atOnce) {
    client
        .app
        .grants()
        .firstPairEnds(
            atOnce
                ? SimulatedGrants.FirstPairEnds.WITH_THE_CODE
                : SimulatedGrants.FirstPairEnds.WITH_THE_NEW_PAIR);
    HttpResponse<String> first = client.token(exchange(client.code("anna")));
    HttpResponse<String> bert = client.token(exchange(client.code("bert")));
    String code = client.code("anna");
    assertEquals(atOnce, !client.app.grants().isNewest(member(first, "refresh_token")));
    HttpResponse<String> second = client.token(exchange(code));
    HttpResponse<String> old = client.refresh(member(first, "refresh_token"));
    assertEquals("4741", member(old, "errorCode"));
    assertEquals("invalid_grant", member(old, "error"));
    assertEquals(401, client.api(member(first, "access_token"), "users/me").statusCode());
    assertEquals(200, client.api(member(second, "access_token"), "users/me").statusCode());
    assertEquals(200, client.api(member(bert, "access_token"), "users/me").statusCode());
  }

  @Test
  void me_isTheUserWhoConsented() {
    client.app.users().addOf("other-account", "olga", "olga@example.org", "Olga \"O\"");
    HttpResponse<String> pair = client.token(exchange(client.code("olga")));
    HttpResponse<String> me = client.api(member(pair, "access_token"), "users/me");
    assertEquals("olga", member(me, "id"));
    assertEquals("olga@example.org", member(me, "email"));
    assertEquals("other-account", member(me, "account_id"));
    assertTrue(me.body().contains("\"display_name\":\"Olga \\\"O\\\"\""), me.body());
  }

  @Test
  void me_needsItsScope_andTheAccessTokenTellsTheSame() {
    client.app.settings().optionalScopes(Set.of("user:read:user"));
    HttpResponse<String> pair = client.token(exchange(client.code("anna")));
    HttpResponse<String> me = client.api(member(pair, "access_token"), "users/me");
    assertEquals(400, me.statusCode());
    assertTrue(me.body().contains("4711") && me.body().contains("user:read:user"), me.body());
    String claims =
        new String(
            Base64.getUrlDecoder().decode(member(pair, "access_token").split("\\.")[1]), UTF_8);
    assertTrue(claims.contains("\"uid\":\"anna\",\"aid\":\"crm-account\""), claims);
  }

  @Test
  void control_setsUpAnAppWithUsers() {
    client.control("POST", "accounts?account=demo&client-id=demo-client&client-secret=s");
    client.control(
        "POST",
        "accounts?account=demo&app=general&app-name=Demo&redirect-uri=https%3A%2F%2Fdemo.example.com"
            + "&optional-scopes=user:read:zak&published=false");
    client.control("POST", "users?account=demo&user=carl&email=carl@example.com&name=Carl+C");
    client.control("POST", "users?account=demo&user=dora&zoom-account=other");
    Map<String, String> asked =
        with(with(asked(), "client_id", "demo-client"), "redirect_uri", "https://demo.example.com");
    String page = client.open(asked).body();
    assertTrue(page.contains("<option value=\"carl\">Carl C (carl@example.com)"), page);
    assertTrue(page.contains("<option value=\"dora\">Dora (dora@example.com)"), page);
    assertTrue(page.contains("allow-user:read:zak"), page);
    assertTrue(page.contains("Add Demo"), page);
    assertStaysAtZoom(client.decide("dora", "allow", asked), "not published");
    assertEquals(400, client.control("POST", "users?account=demo").statusCode());
  }
}
