package io.latchkey.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.caller.Authenticator;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.HmacKey;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.caller.WallClock;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.NoMintListener;
import io.latchkey.mint.Sharing;
import io.latchkey.mint.TestMintSettings;
import io.latchkey.mint.WillingZoom;
import io.latchkey.operator.OperatorFilter;
import io.latchkey.operator.OperatorGate;
import io.latchkey.operator.OperatorResource;
import io.latchkey.secret.Secret;
import io.latchkey.service.TokenService;
import io.latchkey.token.Alarm;
import io.latchkey.token.BackOff;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenTiming;
import io.latchkey.web.AcceptHeaderFilter;
import io.latchkey.web.AnswerHeaders;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.FailureMapper;
import io.latchkey.web.NoRejectionListener;
import io.latchkey.web.Problems;
import io.latchkey.web.RejectedRequests;
import io.latchkey.web.RequestQuery;
import io.latchkey.web.RequestQueryTest;
import io.latchkey.web.RequestSettings;
import io.latchkey.web.UnservedMethodFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.test.JerseyTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the resources for callers in Jersey, over HTTP, without a server and CDI. A test tells the
 * stand-in for Zoom what to answer.
 */
class ZakResourceTest extends JerseyTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";

  private static final String OF_TODAY = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";
  private static final HmacKey SIGNING_SECRET =
      HmacKey.parse(Secret.of("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")).orElseThrow();

  private final Queue<AnsweredCallback> answered = new ConcurrentLinkedQueue<>();

  /** How far the wall clock has been moved. The clock of the core does not move with it. */
  private volatile Duration setBy = Duration.ZERO;

  private WillingZoom zoom;
  private ExecutorService replies;
  private ScheduledExecutorService scheduler;

  @Override
  protected ResourceConfig configure() {
    zoom = new WillingZoom(InstantSource.system());
    scheduler = Executors.newScheduledThreadPool(1);
    InstantSource clock = InstantSource.system();
    WallClock wallClock = () -> Instant.now().plus(setBy);
    Alarm alarm =
        (delay, action) -> scheduler.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    Problems problems = new Problems(clock);
    RejectedRequests rejected = new RejectedRequests(alarm, new NoRejectionListener());
    Callers callers = callers();
    replies = Executors.newCachedThreadPool();
    HttpServletRequest servlet = RequestQueryTest.request("192.0.2.7");
    RequestQuery requestQuery = new RequestQuery(servlet);
    RequestSettings settings = new RequestSettings(Duration.ofSeconds(4), 0);
    TokenResponder answers =
        new TokenResponder(
            new TokenService(meetingTokens(clock, alarm), null, List.of()),
            problems,
            settings,
            callback -> answered.add(callback),
            clock,
            replies);
    Lockout lockout = new Lockout(new Lockout.Rule(0, Duration.ofMinutes(5)), clock);
    return new ResourceConfig()
        .register(new WithoutCdi())
        .register(new ZakResource(answers))
        .register(new ObfResource(answers))
        .register(new JoinTokenResource(answers))
        .register(new MeetStreamResource(answers))
        .register(new AttendeeResource(answers))
        .register(new OperatorResource(callers, wallClock))
        .register(
            new CallerFilter(
                requestQuery,
                new ClientAddress(servlet, settings),
                new Authenticator(callers, lockout, new ProbeTokens(), wallClock),
                problems,
                rejected,
                clock))
        .register(
            new OperatorFilter(
                new OperatorTokens(null, null),
                new OperatorGate(
                    lockout, new ClientAddress(servlet, settings), problems, rejected)))
        .register(new FailureMapper(problems, rejected))
        .register(new AnswerHeaders())
        .register(new AcceptHeaderFilter())
        .register(new UnservedMethodFilter())
        .property("jersey.config.server.wadl.disableWadl", true);
  }

  private static Callers callers() {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    Caller caller =
        new Caller(
            Caller.DEFAULT,
            Caller.Rule.EITHER,
            Stream.concat(
                    Stream.of(TOKEN, OTHER)
                        .map(token -> new CallbackToken(Secret.of(token).hash(), Instant.MAX)),
                    Stream.of(new CallbackToken(Secret.of(OF_TODAY).hash(), tomorrow)))
                .toList(),
            List.of(SIGNING_SECRET),
            Duration.ofMinutes(5),
            Rights.EVERYTHING);
    return new Callers(List.of(caller), new SignedTokens(List.of()));
  }

  private MeetingTokens meetingTokens(InstantSource clock, Alarm alarm) {
    return new MeetingTokens(
        List.of(
            new Account("default", "a", "c", Secret.of("s"), UserId.ME, 30),
            new Account("sales", "a", "c", Secret.of("s"), new UserId("sam"), 30)),
        zoom,
        Sharing.NONE,
        TestMintSettings.of(
            new TokenTiming(clock, alarm, new BackOff(() -> 0), Duration.ofSeconds(1)),
            Duration.ofSeconds(4)),
        () -> replies,
        new NoMintListener());
  }

  @AfterEach
  void close() {
    replies.shutdownNow();
    scheduler.shutdownNow();
  }

  private Invocation.Builder request(String pathAndQuery) {
    return client().target(URI.create(getBaseUri() + pathAndQuery)).request();
  }

  private Response get(String query) {
    return request("zak?" + query).get();
  }

  private static void assertProblem(int status, Response answer) {
    assertEquals(status, answer.getStatus());
    assertEquals("application/problem+json", answer.getHeaderString("Content-Type"));
    assertEquals("no-store", answer.getHeaderString("Cache-Control"));
    String body = answer.readEntity(String.class);
    for (String member : List.of("type", "title", "status", "detail", "instance")) {
      assertTrue(body.contains("\"" + member + "\":"), body);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', zak-of-default-me",
    "'&account=default', zak-of-default-me",
    "'&account=sales', zak-of-sales-sam",
    "'&account=sales&user=anna%40example.com', zak-of-sales-anna@example.com",
    "'&bot_id=1&bot_id=2&extra=%7B', zak-of-default-me"
  })
  void get_callbackTokenInTheQuery_answersTheZakAndNothingElse(String query, String zak) {
    Response answer = get("token=" + TOKEN + query);
    assertEquals(200, answer.getStatus());
    assertEquals("text/plain;charset=UTF-8", answer.getHeaderString("Content-Type"));
    assertEquals("no-store", answer.getHeaderString("Cache-Control"));
    assertEquals(zak, answer.readEntity(String.class));
  }

  @Test
  void get_callbackTokenAsBearer_answersTheZak() {
    for (String scheme : List.of("Bearer", "bearer", "BEARER ")) {
      Response answer = request("zak").header("Authorization", scheme + " " + OTHER).get();
      assertEquals("zak-of-default-me", answer.readEntity(String.class));
    }
  }

  /** A gateway on the way may have added a bearer token of its own. */
  @Test
  void foreignBearerToken_doesNotHideOurs() {
    String foreign = "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl";
    assertEquals(
        200,
        request("meetstream/zak")
            .header("Authorization", foreign)
            .header("X-Webhook-Secret", TOKEN)
            .get()
            .getStatus());
    assertEquals(
        401,
        request("meetstream/zak")
            .header("Authorization", foreign)
            .header("X-Webhook-Secret", "x")
            .get()
            .getStatus());
    assertEquals(
        401,
        request("meetstream/zak?token=wrong").header("X-Webhook-Secret", TOKEN).get().getStatus(),
        "one in the URL decides");
  }

  /**
   * Other machines wrote the expiry of tokens and the time of signatures, so these are compared
   * with the wall clock even after it jumps.
   */
  @Test
  void wallClockSetForthAndBack_proofsAreJudgedByIt() {
    for (Duration set : List.of(Duration.ZERO, Duration.ofDays(2), Duration.ZERO)) {
      setBy = set;
      boolean today = set.isZero();
      assertEquals(today ? 200 : 401, get("token=" + OF_TODAY).getStatus());
      assertEquals(200, signed(Instant.now().plus(set)).getStatus(), "signed now");
      assertEquals(401, signed(Instant.now().plus(set).minusSeconds(400)).getStatus());
    }
  }

  /** A signature is enough for this caller, but a wrong token in the query is not ignored. */
  @ParameterizedTest
  @CsvSource({
    "zak, 200",
    "zak?token=" + TOKEN + ", 200",
    "zak?token=" + TOKEN + "&token=" + TOKEN + ", 401",
    "zak?token=x&token=y, 401",
    "zak?token=x, 401"
  })
  void signedRequest_withTokensInItsQuery(String pathAndQuery, int status) {
    assertEquals(status, signed(pathAndQuery, Instant.now()).getStatus());
  }

  private Response signed(Instant at) {
    return signed("zak", at);
  }

  private Response signed(String pathAndQuery, Instant at) {
    String text = "msg_1." + at.getEpochSecond() + ".";
    String code =
        Base64.getEncoder()
            .encodeToString(SIGNING_SECRET.hmac(text.getBytes(StandardCharsets.US_ASCII)));
    return request(pathAndQuery)
        .header("webhook-id", "msg_1")
        .header("webhook-timestamp", at.getEpochSecond())
        .header("webhook-signature", "v1," + code)
        .get();
  }

  @ParameterizedTest
  @CsvSource({
    "webhook_secret, zak, zak-of-default-me",
    "secret, obf, obf-of-default-me-12345678901",
    "token, obf, obf-of-default-me-12345678901"
  })
  void meetStreamsPost_withAllInItsBody_isRead(String name, String kind, String token) {
    Response answer =
        request("meetstream/" + kind)
            .header("Authorization", "Bearer of-a-gateway")
            .post(
                Entity.json(
                    "{\"bot_id\":\"b\",\"meeting_number\":\"123 4567 8901\",\"%s\":\"%s\"}"
                        .formatted(name, TOKEN)));
    assertEquals("{\"token\":\"%s\"}".formatted(token), answer.readEntity(String.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"secret\":\"x\"}", "{\"secret\":null}"})
  void meetStreamsPost_withoutATokenOfOurs_is401(String body) {
    assertProblem(401, request("meetstream/zak").post(Entity.json(body)));
  }

  @Test
  void tokenInABody_isOfMeetStreamsAlone() {
    Entity<String> body = Entity.json("{\"secret\":\"" + TOKEN + "\"}");
    assertEquals(401, request("attendee").post(body).getStatus());
    assertEquals(401, request("meetstream/zak?token=x").post(body).getStatus());
  }

  /** Platforms append parameters that the URL may already have. */
  @ParameterizedTest
  @CsvSource({
    "meetstream/obf?meeting_number=12345678901&meeting_number=123%204567%208901&meeting_id=12345678901, 200",
    "meetstream/obf?meeting_number=12345678901&meeting_number=12345678902, 400",
    "zak?user=anna&user=anna&account=sales&account=sales, 200",
    "zak?user=anna&user=ben, 400"
  })
  void parameterTwice_isOneIfItIsEqual(String pathAndQuery, int status) {
    assertEquals(status, request(pathAndQuery + "&token=" + TOKEN).get().getStatus());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "image/png", "text/plain;q=0"})
  void get_whateverIsAccepted_answersPlainText(String accepted) {
    Response answer = request("zak?token=" + TOKEN).header("Accept", accepted).get();
    assertEquals("text/plain;charset=UTF-8", answer.getHeaderString("Content-Type"));
  }

  @Test
  void get_withoutAValidCallbackToken_is401AndAlwaysTheSame() {
    Set<String> bodies = new HashSet<>();
    for (String query :
        List.of(
            "",
            "token=",
            "token=x",
            "token=" + TOKEN.substring(1),
            "token=" + TOKEN + "0",
            "token=" + TOKEN.toUpperCase(Locale.ROOT),
            "token=" + TOKEN + "&token=" + TOKEN,
            "token[]=" + TOKEN,
            "token=%00" + TOKEN,
            "token=%C3%BC",
            "token=" + "x".repeat(4000),
            "Token=" + TOKEN,
            "token=x&user=../x&account=nowhere")) {
      Response answer = get(query);
      assertEquals(401, answer.getStatus(), query);
      assertTrue(answer.getHeaderString("WWW-Authenticate").startsWith("Bearer"));
      bodies.add(answer.readEntity(String.class));
    }
    assertEquals(1, bodies.size());
    assertEquals(0, zoom.calls.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "Bearer", "Bearer x ", "", "Bearer  x,Bearer "})
  void get_authorizationOfAnotherKind_is401(String prefix) {
    assertProblem(401, request("zak").header("Authorization", prefix + TOKEN).get());
  }

  @Test
  void get_wrongTokenInTheQueryAndARightOneAsBearer_is401() {
    Response answer = request("zak?token=x").header("Authorization", "Bearer " + TOKEN).get();
    assertProblem(401, answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user=",
        "user",
        "user=..%2Fx",
        "user=a%2Fb",
        "user=a%20b",
        "user=a+b@example.com",
        "user=%0d%0aX-Injected:1",
        "user=me&user=ben",
        "user=%252e%252e",
        "account=%0d%0a",
        "account=",
        "account=%20",
        "account=default&account=sales"
      })
  void get_malformedParameter_is400AndCostsZoomNothing(String query) {
    assertProblem(400, get("token=" + TOKEN + "&" + query));
    assertEquals(0, zoom.calls.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "Default", "a%0d%0ab", "default%20", "%3Cscript%3E"})
  void get_noSuchAccount_is404(String account) {
    Response answer = get("token=" + TOKEN + "&account=" + account);
    assertProblem(404, answer);
    assertEquals(0, zoom.calls.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "PROPFIND", "NONSENSE"})
  void anyOtherMethod_is405AndCostsZoomNothing(String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(getBaseUri() + "zak?token=" + TOKEN))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(405, answer.statusCode());
    assertEquals("GET", answer.headers().firstValue("Allow").orElseThrow());
    assertEquals(0, zoom.calls.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "zaks",
        "zak/x",
        "application.wadl",
        "ops",
        "ops/callers",
        "meetstream",
        "meetstream/join-token"
      })
  void anyOtherPath_is404(String path) {
    assertProblem(404, request(path + "?token=" + TOKEN).get());
  }

  @Test
  void get_unknownUser_is404LikeAnUnknownAccount() {
    zoom.failure = new TokenFailure.Unknown("1001");
    String unknownUser =
        get("token=" + TOKEN + "&user=nobody").readEntity(String.class).replaceAll("uuid:.*", "");
    String unknownAccount =
        get("token=" + TOKEN + "&account=no").readEntity(String.class).replaceAll("uuid:.*", "");
    assertEquals(unknownAccount, unknownUser);
  }

  @ParameterizedTest
  @CsvSource({
    "obf?, obf-of-default-me",
    "obf?user=ben&meeting_id=123%204567%208901&, obf-of-default-ben-12345678901",
    "obf?meeting_number=12345678901&, obf-of-default-me-12345678901",
    "join-token?meeting_id=12345678901&, join-of-default-12345678901-false",
    "join-token?meeting_id=12345678901&bypass_waiting_room=true&, join-of-default-12345678901-true",
    "meetstream/zak?, zak-of-default-me",
    "meetstream/obf?meeting_number=12345678901&, obf-of-default-me-12345678901",
    "zak?meeting_id=x&meeting_id=y&, zak-of-default-me"
  })
  void get_eachKindOfToken(String path, String token) {
    Response answer = request(path + "token=" + TOKEN).get();
    assertEquals(200, answer.getStatus());
    assertEquals("text/plain;charset=UTF-8", answer.getHeaderString("Content-Type"));
    assertEquals(token, answer.readEntity(String.class));
  }

  @Test
  void get_callbackTokenInMeetStreamsHeader_answersTheZak() {
    assertEquals(200, request("zak").header("X-Webhook-Secret", TOKEN).get().getStatus());
    assertEquals(401, request("zak").header("X-Webhook-Secret", "x").get().getStatus());
    assertEquals(401, request("zak").header("X-Webhook-Secret", " ").get().getStatus());
  }

  @Test
  void get_refused_is502() {
    zoom.failure = new TokenFailure.Refused("What to do.", "secret diagnosis");
    Response answer = get("token=" + TOKEN);
    String body = answer.readEntity(String.class);
    assertEquals(502, answer.getStatus());
    assertTrue(body.contains("What to do."), body);
    assertFalse(body.contains("secret diagnosis"), body);
  }

  @Test
  void get_unreadable_is502() {
    zoom.failure = new TokenFailure.Unreadable("No token.", "html");
    assertProblem(502, get("token=" + TOKEN));
  }

  @Test
  void get_unavailable_is503WithRetryAfter() {
    zoom.failure = TokenFailure.Unavailable.limited("Wait.", "429", Duration.ofSeconds(77));
    Response answer = get("token=" + TOKEN);
    long retryAfter = Long.parseLong(answer.getHeaderString("Retry-After"));
    assertProblem(503, answer);
    assertTrue(retryAfter >= 76 && retryAfter <= 77, () -> "Retry-After: " + retryAfter);
  }

  @Test
  void get_defect_is503AndSaysNothingOfIt() {
    zoom.failure = new IllegalStateException("internal words");
    Response answer = get("token=" + TOKEN);
    String body = answer.readEntity(String.class);
    assertEquals(503, answer.getStatus());
    assertFalse(body.contains("internal words") || body.contains("Exception"), body);
  }

  @Test
  void get_each_isToldWithWhatBecameOfIt() {
    get("token=" + TOKEN + "&account=sales").close();
    get("token=" + TOKEN + "&account=sales").close();
    get("token=" + TOKEN + "&account=nowhere").close();
    get("token=" + TOKEN + "&user=a%2fb").close();
    get("token=wrong").close();
    zoom.failure = new TokenFailure.Unavailable("advice", "500");
    get("token=" + TOKEN).close();
    assertEquals(
        List.of(
            "200 sales MINTED",
            "200 sales MEMORY",
            "404 - no such account configured",
            "400 - The parameter user must be a Zoom user id",
            "503 default 500"),
        answered.stream().map(ZakResourceTest::told).toList());
  }

  private static String told(AnsweredCallback callback) {
    assertEquals(Caller.DEFAULT, callback.caller());
    assertFalse(callback.took().isNegative());
    assertEquals(callback.status() == 200, callback.served().isPresent());
    return "%s %s %s"
        .formatted(
            callback.status(),
            callback.account().orElse("-"),
            callback
                .failed()
                .map(failed -> failed.diagnosis().split(",")[0])
                .orElseGet(() -> callback.served().orElseThrow().origin().name()));
  }
}
