package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulator is useful only if it answers as Zoom does. */
class ZoomSimulatorTest {

  private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private ZoomSimulator zoom;
  private SimulatedAccount account;

  @BeforeEach
  void start() throws IOException {
    zoom = ZoomSimulator.start(0);
    account = zoom.account("acc", "client", "secret");
  }

  @AfterEach
  void stop() {
    zoom.close();
  }

  private HttpResponse<String> token(String secret, String type, String body) throws Exception {
    String basic = Base64.getEncoder().encodeToString(("client:" + secret).getBytes(UTF_8));
    return http.send(
        HttpRequest.newBuilder(zoom.url().resolve("/oauth/token"))
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String accessToken() throws Exception {
    String body =
        token(
                "secret",
                "application/x-www-form-urlencoded",
                "grant_type=account_credentials&account_id=acc")
            .body();
    Matcher matcher = ACCESS_TOKEN.matcher(body);
    assertTrue(matcher.find(), body);
    return matcher.group(1);
  }

  private HttpResponse<String> api(String accessToken, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(zoom.url().resolve("/v2/" + path))
            .header("Authorization", "Bearer " + accessToken)
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> control(String method, String route) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(zoom.url() + "/control/" + route))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "wrong, application/x-www-form-urlencoded, grant_type=account_credentials&account_id=acc, invalid_client",
    "secret, application/json, grant_type=account_credentials&account_id=acc, unsupported_grant_type",
    "secret, application/x-www-form-urlencoded, grant_type=password&account_id=acc, unsupported_grant_type",
    "secret, application/x-www-form-urlencoded, grant_type=account_credentials&account_id=x, invalid_request"
  })
  void tokenEndpoint_refusesAsZoomDoes(String secret, String type, String body, String error)
      throws Exception {
    HttpResponse<String> answer = token(secret, type, body);
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("\"error\":\"" + error + "\""), answer.body());
    assertTrue(answer.body().contains("\"reason\":"), answer.body());
  }

  @ParameterizedTest
  @CsvSource({
    "users/me/token?type=zak&ttl=7200, 200, eyJ0eXAi",
    "users/anna/token?type=onbehalf&meeting_id=123456789, 200, eyJ0eXAi",
    "users/me/zak, 200, eyJ0eXAi",
    "meetings/123456789/jointoken/local_recording, 200, '\"expire_in\":120'",
    "meetings/1/jointoken/local_recording, 404, 3001",
    "meetings/404123456/jointoken/local_recording, 404, 3001",
    "meetings/300123456/jointoken/local_recording, 400, 3000",
    "users/anna/token?type=onbehalf&meeting_id=404123456, 404, 3001",
    "users/nobody/token?type=zak, 404, 1001",
    "users/pending/token?type=zak, 404, 1120",
    "users/social/token?type=zak, 200, null",
    "users/me/token?type=nonsense, 400, 300"
  })
  void api_answersAsZoomDoes(String path, int status, String part) throws Exception {
    HttpResponse<String> answer = api(accessToken(), path);
    assertEquals(status, answer.statusCode());
    assertTrue(answer.body().contains(part), answer.body());
    assertTrue(answer.headers().firstValue("x-zm-trackingid").isPresent());
  }

  @Test
  void api_typeLeftOut_givesADifferentUselessThing() throws Exception {
    assertTrue(!api(accessToken(), "users/me/token").body().contains("eyJ0eXAi"));
  }

  @Test
  void closed_leavesNobodyHanging() throws Exception {
    // The race between accepting and closing shows only in some of the rounds.
    for (int i = 0; i < 300; i++) {
      try (ZoomSimulator closing = ZoomSimulator.start(0);
          Socket late = new Socket()) {
        Thread closer = new Thread(closing::close);
        closer.start();
        late.setSoTimeout(2000);
        assertFalse(hangs(late, closing.port()), "a connection is open still, round " + i);
        closer.join();
      }
    }
  }

  private static boolean hangs(Socket socket, int port) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write('G');
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException nobodyHangsUp) {
      return true;
    } catch (SocketException refusedOrReset) {
      return false;
    }
  }

  @Test
  void newestOnly_aNewerTokenKillsTheOlder() throws Exception {
    account.tolerance(SimulatedAccount.Tolerance.NEWEST_ONLY);
    String older = accessToken();
    accessToken();
    HttpResponse<String> answer = api(older, "users/me/token?type=zak");
    assertEquals(401, answer.statusCode());
    assertTrue(answer.body().contains("124"), answer.body());
  }

  @Test
  void several_olderTokensLive() throws Exception {
    String older = accessToken();
    accessToken();
    assertEquals(200, api(older, "users/me/token?type=zak").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "user:read:token, users/me/token?type=zak, 200",
    "user:read:token, users/anna/token?type=zak, 400",
    "user:read:token:admin, users/anna/token?type=zak, 200",
    "user:read:token:admin, users/me/zak, 400",
    "user:read:zak, users/me/zak, 200",
    "user:read:zak, meetings/123456789/jointoken/local_recording, 400",
    "meeting:read:local_recording_token, meetings/123456789/jointoken/local_recording, 200"
  })
  void scopes_areAskedForAsZoomDoes(String scope, String path, int status) throws Exception {
    account.scopes(Set.of(scope));
    HttpResponse<String> answer = api(accessToken(), path);
    assertEquals(status, answer.statusCode());
    assertEquals(status == 400, answer.body().contains("4711"));
  }

  @Test
  void freePlan_allowsFourCallsASecond() throws Exception {
    account.plan(SimulatedAccount.Plan.FREE);
    String token = accessToken();
    for (int i = 0; i < 4; i++) {
      assertEquals(200, api(token, "users/me/token?type=zak").statusCode());
    }
    assertEquals(429, api(token, "users/me/token?type=zak").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "faults?endpoint=zakk&status=500",
    "faults?breaks=FOO",
    "faults?statuss=500",
    "faults?delay=soon",
    "accounts?account=acc&plan=GOLD"
  })
  void control_nonsense_isRefusedWithWhatIsKnown(String route) throws Exception {
    HttpResponse<String> answer = control("POST", route);
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("known are"), answer.body());
  }

  @Test
  void control_takesScopesAway() throws Exception {
    control("POST", "accounts?account=acc&scopes=user:read:zak");
    assertTrue(api(accessToken(), "users/me/token?type=zak").body().contains("4711"));
  }

  @Test
  void control_plansFaultsAndTellsCalls() throws Exception {
    control("POST", "faults?endpoint=zak&status=503&times=1&Retry-After=7");
    String token = accessToken();
    HttpResponse<String> faulty = api(token, "users/me/token?type=zak");
    assertEquals(503, faulty.statusCode());
    assertEquals("7", faulty.headers().firstValue("Retry-After").orElseThrow());
    assertEquals(200, api(token, "users/me/token?type=zak").statusCode());
    assertEquals("{\"TOKEN acc\":1,\"ZAK acc\":2}\n", control("GET", "calls").body());
    control("POST", "faults?breaks=RESET_BEFORE");
    assertThrows(IOException.class, () -> api(token, "users/me/token?type=zak"));
    control("DELETE", "faults");
    assertEquals(200, api(token, "users/me/token?type=zak").statusCode());
  }
}
