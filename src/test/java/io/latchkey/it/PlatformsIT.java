package io.latchkey.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import io.latchkey.simulator.AttendeeSimulator;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.MeetStreamSimulator;
import io.latchkey.simulator.MeetingBaasSimulator;
import io.latchkey.simulator.RecallSimulator;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that each platform gets its tokens, and that no caller gets more than it may. */
class PlatformsIT {

  private static final String DEFAULT = "canary-token-of-the-default-caller-55aa";
  private static final String RECALL = "canary-token-of-recall-0123456789-7e1c";
  private static final String MEETSTREAM = "canary-token-of-meetstream-0123456789";
  private static final String BAAS = "canary-token-of-baas-0123456789abcdefg";
  private static final String NARROW = "canary-token-of-one-who-may-little-1122";
  private static final String EXPIRED = "canary-token-that-is-over-0123456789ab";
  private static final String OPERATOR = "canary-token-of-the-operator-77d0c6b2";
  private static final String METRICS = "canary-token-of-the-metrics-5be01c93f1";
  private static final String WHSEC = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String OLD_WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ATTENDEE = "cGxhdGZvcm1zLWNhbmFyeS1hdHRlbmRlZS1zZWNyZXQ=";
  private static final String SIGNED_URL_KEY = "cGxhdGZvcm1zLWNhbmFyeS1zaWduZWQtdXJsLWtleS0x";
  private static final String MEETING = "12345678901";

  /** The accounts beside {@code default}. */
  private static final List<String> ACCOUNTS = List.of("sales", "free", "limited", "scopeless");

  private static ZoomSimulator zoom;

  /** Keys that are set as environment variables, since servers differ in how they report those. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "LATCHKEY_CALLER_RECALL_SIGNING_SECRET",
          WHSEC + "," + OLD_WHSEC,
          "LATCHKEY_CALLER_NARROW_KINDS",
          "zak");

  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    Map<String, String> keys = Server.configuration(zoom, "acc", DEFAULT);
    Server.addAccounts(keys, zoom, ACCOUNTS);
    keys.put("latchkey.zoom.account.free.calls-per-second", "4");
    keys.put("latchkey.pools", "rooms,halls");
    keys.put("latchkey.pool.halls", "limited,sales");
    keys.put("latchkey.pool.rooms", "default/room1,sales,sales/room2@example.com");
    keys.put("latchkey.callers", "recall,meetstream,baas,attendee,narrow");
    keys.put(
        "latchkey.caller.recall.token",
        "sha256:" + sha256(RECALL) + "," + EXPIRED + ";expires=2026-01-01T00:00:00Z");
    keys.put("latchkey.caller.meetstream.token", MEETSTREAM);
    keys.put("latchkey.caller.baas.token", BAAS);
    keys.put("latchkey.caller.attendee.signing-secret", ATTENDEE);
    keys.put("latchkey.caller.attendee.proof", "signature");
    keys.put("latchkey.caller.narrow.token", NARROW);
    keys.put("latchkey.caller.narrow.accounts", "default");
    keys.put("latchkey.caller.narrow.users", "own");
    keys.put("latchkey.signed-url.key", SIGNED_URL_KEY);
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.metrics.token", METRICS);
    server = World.ready("platforms", keys, VARIABLES);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), DEFAULT);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    Canaries canaries =
        Canaries.of(
            zoom,
            DEFAULT,
            RECALL,
            MEETSTREAM,
            BAAS,
            NARROW,
            EXPIRED,
            OPERATOR,
            WHSEC,
            ATTENDEE,
            SIGNED_URL_KEY);
    assertEquals(List.of(), canaries.found(server.everythingWritten()));
    zoom.close();
  }

  private static String sha256(String text) throws Exception {
    byte[] hash =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return java.util.HexFormat.of().formatHex(hash);
  }

  private static URI url(String pathAndQuery) {
    return latchkey.base().resolve(pathAndQuery);
  }

  private static boolean issued(String token, String account) {
    return zoom.accounts().stream()
        .filter(known -> known.accountId().equals(account))
        .anyMatch(known -> known.issued().contains(token));
  }

  private static int calls(Endpoint endpoint, String account) {
    return zoom.calls().count(endpoint, account);
  }

  // --- each platform

  @ParameterizedTest
  @ValueSource(
      strings = {"zak?", "obf?meeting_id=123%204567%208901&", "join-token?meeting_id=12345678901&"})
  void recall_getsEachToken(String path) throws Exception {
    HttpResponse<String> answer =
        new RecallSimulator(WHSEC, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            .fetch(url(path + "token=" + RECALL));
    assertEquals(200, answer.statusCode(), answer::body);
    assertTrue(issued(answer.body(), "acc"));
  }

  @Test
  void recall_needsBothTokenAndSignature() throws Exception {
    RecallSimulator recall = new RecallSimulator(OLD_WHSEC);
    assertEquals(200, recall.fetch(url("zak?token=" + RECALL)).statusCode());
    assertEquals(401, recall.fetch(url("zak")).statusCode());
    assertEquals(401, recall.fetch(url("zak?token=" + EXPIRED)).statusCode());
    assertEquals(401, latchkey.get("zak?token=" + RECALL).status());
    RecallSimulator stranger = new RecallSimulator("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assertEquals(401, stranger.fetch(url("zak?token=" + RECALL)).statusCode());
  }

  @Test
  void recall_mayRepeatItself() throws Exception {
    RecallSimulator recall = new RecallSimulator(WHSEC);
    for (int i = 0; i < 3; i++) {
      assertEquals(200, recall.fetch(url("zak?token=" + RECALL), "msg_again").statusCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"meetstream/zak", "meetstream/obf?meeting_number=12345678901", "zak"})
  void meetStream_getsItsTokens(String path) throws Exception {
    String token = new MeetStreamSimulator(MEETSTREAM).fetch(url(path), "bot-1");
    assertTrue(issued(token, "acc"));
  }

  @Test
  void meetStream_getsJsonByPost() throws Exception {
    HttpResponse<String> answer =
        new MeetStreamSimulator(MEETSTREAM).post(url("meetstream/obf"), "bot-1");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().matches("\\{\"token\":\"[\\w.-]+\"}"), answer::body);
    assertTrue(
        answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json"));
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
  }

  @ParameterizedTest
  @CsvSource({"zak, bot_id", "zak, bot_uuid", "obf, bot_id"})
  void meetingBaas_getsItsTokens(String path, String idName) throws Exception {
    String token =
        new MeetingBaasSimulator().fetch(url(path + "?token=" + BAAS), idName, "3fa85f64-5717");
    assertTrue(issued(token, "acc"));
  }

  private static HttpResponse<String> attendee(String query) throws Exception {
    return new AttendeeSimulator(ATTENDEE)
        .fetch(url("attendee" + query), "bot_abc", "https://zoom.us/j/" + MEETING + "?pwd=x");
  }

  @Test
  void attendee_getsAllItAsksFor() throws Exception {
    HttpResponse<String> answer = attendee("?kinds=zak,obf,join-token");
    assertEquals(200, answer.statusCode(), answer::body);
    assertTrue(
        answer
            .body()
            .matches(
                "\\{\"zak_token\":\"[\\w.-]+\",\"onbehalf_token\":\"[\\w.-]+\",\"app_privilege_token\":\"[\\w.-]+\"}"),
        answer::body);
    assertTrue(
        zoom.calls().of("acc").stream()
            .anyMatch(call -> call.endpoint() == Endpoint.OBF && call.target().contains(MEETING)),
        "the meeting of the link");
  }

  @Test
  void attendee_getsAZakUnlessTheUrlSaysOtherwise() throws Exception {
    assertTrue(attendee("").body().matches("\\{\"zak_token\":\"[\\w.-]+\"}"));
  }

  @Test
  void attendee_getsWhatCanBeHad() throws Exception {
    zoom.faults().plan(Endpoint.OBF, "acc", "partial", 9, Fault.answer(400, "{\"code\":200}"));
    HttpResponse<String> answer = attendee("?kinds=obf,zak&user=partial");
    zoom.faults().clear("acc");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().matches("\\{\"zak_token\":\"[\\w.-]+\"}"), answer::body);
  }

  /** The wrong token may have been a signed token that narrows what the signature opens. */
  @Test
  void attendee_wrongTokenBesideTheSignature_isRefused() throws Exception {
    assertEquals(401, attendee("?token=" + "wrong".repeat(8)).statusCode());
  }

  /** The text of a caller must not make a line of its own in the log. */
  @Test
  void attendee_accountWithALineFeed_isOneLineOfTheLog() throws Exception {
    assertEquals(404, attendee("?account=x%0aERROR%20forged").statusCode());
    await().until(() -> server.log().contains("account x?ERROR forged"));
    assertFalse(server.log().lines().anyMatch(line -> line.startsWith("ERROR forged")));
  }

  @Test
  void attendee_getsAFailureIfNothingCanBeHad() throws Exception {
    HttpResponse<String> answer = attendee("?kinds=zak,obf&user=nobody");
    assertEquals(404, answer.statusCode());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
  }

  @Test
  void attendee_unsignedOrSpoilt_isRefused() throws Exception {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(url("attendee"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"bot_id\": \"x\"}"));
    assertEquals(401, latchkey.send(post.build()).status());
    AttendeeSimulator stranger =
        new AttendeeSimulator("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    assertEquals(401, stranger.fetch(url("attendee"), "b", "u").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no json|must be a JSON object",
        "[]|must be a JSON object",
        "{\"a\":|must be a JSON object",
        "LONG|longer than 64 KiB"
      })
  void body_thatIsNone_isA400(String body, String why) {
    String sent = body.equals("LONG") ? "{\"a\":\"" + "x".repeat(70_000) + "\"}" : body;
    Answer answer =
        latchkey.send(
            HttpRequest.newBuilder(url("attendee?token=" + MEETSTREAM))
                .POST(HttpRequest.BodyPublishers.ofString(sent))
                .build());
    assertEquals(400, answer.status());
    assertTrue(answer.body().contains(why), answer::body);
  }

  // --- single-use tokens

  @Test
  void obfAndJoinTokens_areNeverSharedNorKept() {
    for (String path : List.of("obf?", "join-token?meeting_id=" + MEETING + "&")) {
      List<Answer> answers =
          Callback.join(
              Stream.generate(
                      () ->
                          latchkey.sendAsync(
                              HttpRequest.newBuilder(url(path + "token=" + DEFAULT)).build()))
                  .limit(10)
                  .toList());
      assertTrue(answers.stream().allMatch(answer -> answer.status() == 200), path);
      assertEquals(10, answers.stream().map(Answer::body).distinct().count(), path);
    }
  }

  /** MeetStream appends its own name of the meeting, even if the URL names the meeting already. */
  @Test
  void meetingThatBothNamesTell_isThatMeeting() {
    String both = "obf?meeting_id=123%204567%208901&meeting_number=12345678901&token=" + DEFAULT;
    assertEquals(200, latchkey.get(both).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"40412345678", "30012345678"})
  void joinToken_thatCannotBeMade_isA404(String meeting) {
    Answer answer = latchkey.get("join-token?token=" + DEFAULT + "&meeting_id=" + meeting);
    assertEquals(404, answer.status());
    assertEquals(404, latchkey.get("obf?token=" + DEFAULT + "&meeting_id=40412345678").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "join-token?x=1",
        "join-token?meeting_id=",
        "join-token?meeting_id=me",
        "join-token?meeting_id=12345678901&meeting_number=12345678902",
        "join-token?meeting_id=12345678901&meeting_id=12345678902",
        "join-token?meeting_id=12345678901&bypass_waiting_room=perhaps",
        "obf?meeting_id=../../x",
        "obf?user=a/b",
        "attendee?kinds=zac",
        "attendee?kinds=,"
      })
  void malformed_isA400AndCostsZoomNothing(String path) {
    int before = zoom.calls().total();
    HttpRequest.Builder request = HttpRequest.newBuilder(url(path + "&token=" + DEFAULT));
    if (path.startsWith("attendee")) {
      request.POST(HttpRequest.BodyPublishers.ofString("{}"));
    }
    assertEquals(400, latchkey.send(request.build()).status());
    assertEquals(before, zoom.calls().total());
  }

  @Test
  void joinToken_passesTheWaitingRoomOnRequest() {
    latchkey.get(
        "join-token?token=" + DEFAULT + "&meeting_id=99912345678&bypass_waiting_room=true");
    assertTrue(
        zoom.calls().of("acc").stream()
            .anyMatch(
                call ->
                    call.target()
                        .equals(
                            "/v2/meetings/99912345678/jointoken/local_recording?bypass_waiting_room=true")));
  }

  @Test
  void scopeMissing_isA502_thatNamesTheScopeInTheLog() throws Exception {
    SimulatedAccount scopeless =
        zoom.accounts().stream()
            .filter(a -> a.accountId().equals("scopeless-id"))
            .findFirst()
            .get();
    scopeless.scopes(java.util.Set.of(SimulatedAccount.ZAK_SCOPE));
    Answer answer =
        latchkey.get("join-token?account=scopeless&token=" + DEFAULT + "&meeting_id=" + MEETING);
    assertEquals(502, answer.status());
    await().until(() -> server.log().contains("meeting:read:local_recording_token:admin"));
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, zak, GET",
    "OPTIONS, obf, GET",
    "HEAD, join-token, GET",
    "POST, obf, GET",
    "HEAD, meetstream/zak, 'GET, POST'",
    "OPTIONS, meetstream/obf, 'GET, POST'",
    "PUT, meetstream/obf, 'GET, POST'",
    "GET, attendee, POST",
    "OPTIONS, attendee, POST",
    "HEAD, attendee, POST"
  })
  void otherMethods_areRefused(String method, String path, String allowed) {
    int before = zoom.calls().total();
    Answer answer =
        latchkey.send(
            HttpRequest.newBuilder(url(path + "?token=" + DEFAULT))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    assertEquals(405, answer.status());
    assertEquals(allowed, answer.header("Allow"));
    assertEquals(before, zoom.calls().total());
  }

  // --- rights

  /**
   * The answer must have the status, headers, body and length of the answer for an unknown account.
   */
  @Test
  void whatIsBeyondACallersRights_looksLikeNothing() {
    int before = zoom.calls().total();
    Answer nowhere = latchkey.get("zak?account=nowhere&token=" + NARROW);
    assertEquals(404, nowhere.status());
    for (String path :
        List.of(
            "zak?account=sales&token=",
            "zak?account=rooms&token=",
            "zak?user=anna&token=",
            "obf?token=",
            "obf?meeting_id=12345678901&token=",
            "join-token?token=",
            "join-token?meeting_id=12345678901&token=",
            "meetstream/obf?token=")) {
      Answer answer = latchkey.get(path + NARROW);
      assertEquals(404, answer.status(), path);
      assertEquals(withoutInstance(nowhere), withoutInstance(answer), path);
      assertEquals(nowhere.body().length(), answer.body().length(), path);
      assertEquals(nowhere.http().headers().map().keySet(), answer.http().headers().map().keySet());
    }
    assertEquals(before, zoom.calls().total(), "Zoom is not even asked");
    assertEquals(200, latchkey.get("zak?token=" + NARROW).status());
  }

  private static String withoutInstance(Answer answer) {
    return answer.body().replaceAll("urn:uuid:[0-9a-f-]+", "");
  }

  // --- signed callback URLs

  private static Answer operator(String method, String path, String token, String body) {
    return latchkey.send(
        HttpRequest.newBuilder(url(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static String signed(String fields) {
    Answer answer = operator("POST", "ops/callback-tokens", OPERATOR, "{" + fields + "}");
    assertEquals(201, answer.status(), answer::body);
    return answer.body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void signedToken_opensWhatItNames_asOftenAsItIsPresented() {
    String token =
        signed(
            "\"caller\":\"baas\",\"kinds\":\"obf\",\"account\":\"sales\",\"user\":\"sam\","
                + "\"meeting_id\":\"12345678901\",\"expires_in\":3600");
    for (int i = 0; i < 2; i++) {
      Answer answer = latchkey.get("obf?token=" + token);
      assertEquals(200, answer.status());
      assertTrue(issued(answer.body(), "sales-id"));
    }
    assertTrue(
        zoom.calls().of("sales-id").stream()
            .anyMatch(
                call ->
                    call.user().equals("sam") && call.target().contains("meeting_id=" + MEETING)));
    for (String path :
        List.of(
            "zak?",
            "obf?account=default&",
            "obf?user=anna&",
            "obf?meeting_id=98765432109&",
            "join-token?meeting_id=12345678901&")) {
      assertEquals(404, latchkey.get(path + "token=" + token).status(), path);
    }
    assertEquals(401, latchkey.get("obf?token=" + token + "x").status());
    assertEquals(401, latchkey.get("obf?token=" + token.replace("lk1.", "lk2.")).status());
  }

  /** A caller that must sign its requests must also sign those with a signed token. */
  @Test
  void signedToken_ofACallerThatSigns_isNotEnough() throws Exception {
    String token = signed("\"caller\":\"recall\",\"kinds\":\"zak\"");
    assertEquals(401, latchkey.get("zak?token=" + token).status());
    assertEquals(200, new RecallSimulator(WHSEC).fetch(url("zak?token=" + token)).statusCode());
  }

  /** The command line needs the WAR, but no server. */
  @Test
  void signedToken_isMadeByTheCommandLine() throws Exception {
    Path key = Files.writeString(Files.createTempFile("latchkey", ".key"), SIGNED_URL_KEY + "\n");
    Process command =
        new ProcessBuilder(
                server.site().scripts().resolveSibling("callback-token").toString(),
                server.site().war().toString(),
                key.toString(),
                "caller=baas",
                "kinds=zak")
            .start();
    String said = new String(command.getInputStream().readAllBytes(), US_ASCII);
    assertEquals(0, command.waitFor(), () -> new String(errors(command), US_ASCII));
    assertTrue(said.startsWith("lk1."), said);
    assertEquals(200, latchkey.get("zak?token=" + said.strip()).status());
    Files.delete(key);
  }

  private static byte[] errors(Process command) {
    try {
      return command.getErrorStream().readAllBytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }

  // --- operators

  @Test
  void operators_needTheirOwnToken() {
    for (String token : List.of("", DEFAULT, RECALL, "wrong")) {
      assertEquals(401, operator("GET", "ops/callers", token, "").status(), token);
      assertEquals(401, operator("POST", "ops/callback-tokens", token, "{}").status(), token);
    }
    assertEquals(401, latchkey.get("ops/callers?token=" + OPERATOR).status());
    assertEquals(401, latchkey.get("zak?token=" + OPERATOR).status());
    assertEquals(405, operator("HEAD", "ops/callers", OPERATOR, "").status());
    assertEquals(405, operator("GET", "ops/callback-tokens", OPERATOR, "").status());
  }

  @Test
  void operators_seeWhenATokenWasLastUsed() throws Exception {
    assertEquals(200, latchkey.get("zak?token=" + BAAS).status());
    new RecallSimulator(WHSEC).fetch(url("zak?token=" + RECALL), "msg_twice");
    new RecallSimulator(WHSEC).fetch(url("zak?token=" + RECALL), "msg_twice");
    Answer answer = operator("GET", "ops/callers", OPERATOR, "");
    assertEquals(200, answer.status());
    String body = answer.body();
    assertTrue(
        body.matches(
            ".*\"name\":\"baas\",\"proof\":\"token\",\"kinds\":\\[\"\\*\"],\"accounts\":\\[\"\\*\"],\"users\":\\[\"\\*\"],\"tokens\":\\[\\{\"expires_at\":null,\"last_used\":\"\\d{4}-[^\"]+Z\"}].*"),
        body);
    assertTrue(body.contains("{\"expires_at\":\"2026-01-01T00:00:00Z\",\"last_used\":null}"), body);
    assertTrue(
        body.matches(".*\"name\":\"recall\",.*?\"signing_secrets\":2,\"repeated_ids\":[1-9].*"),
        body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"caller\":\"nobody\",\"kinds\":\"zak\"}",
        "{\"caller\":\"baas\",\"kinds\":\"all\"}",
        "{\"caller\":\"narrow\",\"kinds\":\"join-token\"}",
        "{\"caller\":\"baas\",\"kinds\":\"zak\",\"meeting\":\"12345678901\"}",
        "no json"
      })
  void orderThatIsWrong_isA400(String body) {
    assertEquals(400, operator("POST", "ops/callback-tokens", OPERATOR, body).status());
  }

  @Test
  void metrics_areForOperators_andNameNoUserNoMeetingAndNoToken() throws Exception {
    String trace = "7e1b0c6d5f4a49382716a5b4c3d2e1f0";
    assertEquals(200, latchkey.zak("&account=sales&user=metered%40example.com").status());
    assertEquals(
        200, latchkey.zakTraced("&account=sales&user=metered%40example.com", trace).status());
    assertEquals(404, latchkey.zak("&account=metered").status());
    assertEquals(401, latchkey.get("zak?token=guessed").status());
    assertEquals(401, latchkey.get("ops/metrics?token=" + DEFAULT).status());
    assertEquals(401, operator("GET", "ops/metrics", DEFAULT, "").status());
    assertEquals(405, operator("HEAD", "ops/metrics", OPERATOR, "").status());
    assertEquals(405, operator("OPTIONS", "ops/metrics", OPERATOR, "").status());
    assertEquals(200, operator("GET", "ops/metrics", METRICS, "").status());
    assertEquals(401, operator("GET", "ops/callers", METRICS, "").status());
    Answer answer = operator("GET", "ops/metrics", OPERATOR, "");
    assertEquals(200, answer.status());
    assertTrue(answer.header("Content-Type").startsWith("text/plain"));
    List<String> lines = answer.body().lines().toList();
    for (String measured :
        List.of(
            "latchkey_callbacks_seconds_count{account=\"sales\",caller=\"default\",kind=\"zak\",status=\"200\"} ",
            "latchkey_callbacks_seconds_count{account=\"-\",caller=\"default\",kind=\"zak\",status=\"404\"} ",
            "latchkey_answers_total{account=\"sales\",kind=\"zak\",source=\"memory\"} ",
            "latchkey_answers_total{account=\"sales\",kind=\"zak\",source=\"minted\"} ",
            "latchkey_zoom_calls_seconds_count{account=\"sales\",endpoint=\"zak\",outcome=\"ok\"} ",
            "latchkey_access_token_expires_in_seconds{account=\"sales\"} 3",
            "latchkey_quota_allowed{account=\"sales\"} ",
            "latchkey_refusals_total{reason=\"token_wrong\"} ",
            "latchkey_refusals_total{reason=\"no_operator\"} ",
            "latchkey_callback_token_expires_in_seconds{caller=\"recall\",token=\"2\"} -")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(measured)), measured);
    }
    for (String line : lines) {
      assertTrue(
          line.startsWith("# ")
              || line.matches("latchkey_[a-z_]+(\\{([a-z]+=\"[A-Za-z0-9_.+-]*\",?)*})? \\S+"),
          line);
    }
    assertFalse(answer.body().contains("metered"), "nobody makes up a label");
    await().until(() -> server.log().contains(trace));
    String line = server.log().lines().filter(one -> one.contains(trace)).findFirst().get();
    assertTrue(line.contains("200 for ZAK of account sales, caller default"), line);
    assertFalse(line.contains("metered"), "no addresses");
    Canaries canaries = Canaries.of(zoom, DEFAULT, RECALL, MEETSTREAM, BAAS, OPERATOR, METRICS);
    assertEquals(List.of(), canaries.found(answer.body()));
  }

  @Test
  void callback_isOneLineOfTheLog_withItsTrace() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    Answer answer = latchkey.zakTraced("&account=sales&user=traced", trace);
    assertEquals(200, answer.status());
    await().until(() -> server.log().contains("trace " + trace));
    List<String> lines =
        server.log().lines().filter(line -> line.contains("trace " + trace)).toList();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .matches(
                ".*200 for ZAK of account sales, caller default: minted, \\d+ ms,"
                    + " urn:uuid:[0-9a-f-]{36}, trace "
                    + trace
                    + ".*"),
        lines.get(0));
  }

  // --- pools

  @Test
  void pool_spreadsBotsOverItsUsers_butNeverTwiceIntoOneMeeting() throws Exception {
    List<String> bodies = new ArrayList<>();
    for (int bot = 1; bot <= 3; bot++) {
      Answer answer = latchkey.zak("&account=rooms&meeting_id=55512345678&bot_id=b" + bot);
      assertEquals(200, answer.status());
      bodies.add(answer.body());
    }
    assertEquals(3, bodies.stream().distinct().count());
    Answer again = latchkey.zak("&account=rooms&meeting_id=55512345678&bot_id=b2");
    assertEquals(bodies.get(1), again.body(), "the same bot");
    Answer full = latchkey.zak("&account=rooms&meeting_id=55512345678&bot_id=b4");
    assertEquals(503, full.status());
    assertFalse(full.header("Retry-After").isEmpty());
    assertEquals(200, latchkey.zak("&account=rooms&meeting_id=66612345678&bot_id=b4").status());
    Pattern line =
        Pattern.compile(
            "200 for ZAK of account rooms, caller default:.*, pool gives sales/room2@example.com, ");
    await().until(() -> line.matcher(server.log()).find());
  }

  @Test
  void pool_passesOverAnAccountThatZoomLimits() {
    zoom.faults()
        .plan(
            Endpoint.OBF,
            "limited-id",
            Faults.ANY,
            Faults.FOREVER,
            Fault.answer(429, "{\"code\":429}"));
    for (int i = 0; i < 4; i++) {
      assertEquals(200, latchkey.get("obf?account=halls&token=" + DEFAULT).status());
    }
    zoom.faults().clear("limited-id");
  }

  // --- a burst

  /** The account has four calls a second, and a hundred bots ask for the same ZAK. */
  @Test
  void hundredBotsAtOnce_onAFreePlan_areAllServed() {
    zoom.accounts().stream()
        .filter(account -> account.accountId().equals("free-id"))
        .forEach(account -> account.plan(SimulatedAccount.Plan.FREE));
    List<Answer> answers = latchkey.together(100, "&account=free");
    Map<Integer, Long> statuses =
        answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
    assertEquals(Map.of(200, 100L), statuses);
    assertTrue(
        answers.stream().allMatch(answer -> answer.took().compareTo(Duration.ofSeconds(4)) < 0));
    assertTrue(calls(Endpoint.ZAK, "free-id") <= 4);
  }
}
