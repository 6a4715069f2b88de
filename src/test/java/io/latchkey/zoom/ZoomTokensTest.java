package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.mint.AccessTokenRejected;
import io.latchkey.mint.AccountLimited;
import io.latchkey.mint.UserRefused;
import io.latchkey.mint.Zoom;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Fault.Break;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.AccessToken;
import io.latchkey.token.JoinToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the client against the simulator, without a container, so no interceptor repeats a call.
 */
class ZoomTokensTest {

  private static final Zoom.RepeatPolicy TRIES = new Zoom.RepeatPolicy(true, () -> true, "trace 1");

  private static final String ID = "acc-1";

  private ZoomSimulator zoom;
  private SimulatedAccount simulated;
  private HttpTransport transport;
  private ZoomTokens tokens;
  private final Account account =
      new Account("main", ID, "client-1", Secret.of("secret-1"), UserId.ME, 30);

  private final List<String> called = new CopyOnWriteArrayList<>();
  private final ZoomListener calls =
      call ->
          called.add(
              "%s %s %s, %s"
                  .formatted(
                      call.account(), call.endpoint().text(), call.outcome().text(), call.trace()));

  /**
   * Makes one call in advance. The first call in a JVM loads classes, which may take longer than
   * these tests wait.
   */
  @BeforeAll
  static void firstCall() throws Exception {
    ZoomSimulator anyZoom = ZoomSimulator.start(0);
    ZoomSettings patience = settings(anyZoom.url(), Duration.ofSeconds(10));
    HttpTransport anyTransport =
        new HttpTransport(patience.network(), Executors.newCachedThreadPool());
    anyTransport.send(HttpRequest.newBuilder(anyZoom.url()).build());
    anyTransport.close();
    anyZoom.close();
  }

  @BeforeEach
  void start() throws IOException {
    zoom = ZoomSimulator.start(0);
    simulated = zoom.account(ID, "client-1", "secret-1");
    ZoomSettings settings = settings(zoom.url());
    transport = new HttpTransport(settings.network(), Executors.newCachedThreadPool());
    tokens = tokens(settings);
  }

  @AfterEach
  void stop() throws Exception {
    transport.close();
    zoom.close();
  }

  private static ZoomSettings settings(URI url) {
    return settings(url, Duration.ofMillis(600));
  }

  private static ZoomSettings settings(URI url, Duration attemptTimeout) {
    return new ZoomSettings(
        url,
        url,
        true,
        ZoomNetwork.direct(attemptTimeout.dividedBy(2), attemptTimeout),
        Duration.ofHours(2),
        Duration.ofMinutes(15));
  }

  private ZoomTokens tokens(ZoomSettings settings) {
    return new ZoomTokens(
        settings,
        new ZoomHosts(settings, transport, InstantSource.system()),
        new ZoomRepeater(new ZoomRetry(), InstantSource.system()),
        new ZoomGuard(),
        1,
        calls,
        InstantSource.system());
  }

  private AccessToken accessToken() {
    return tokens.accessToken(account, TRIES);
  }

  private ZakToken zak() {
    return tokens.zak(account, UserId.ME, accessToken(), TRIES);
  }

  private void tokenEndpoint(Fault fault) {
    zoom.faults().plan(Endpoint.TOKEN, Faults.ANY, Faults.ANY, Faults.FOREVER, fault);
  }

  private void zakEndpoint(Fault fault) {
    zoom.faults().plan(Endpoint.ZAK, Faults.ANY, Faults.ANY, Faults.FOREVER, fault);
  }

  private <T extends TokenFailure> T tokenFailure(Class<T> kind) {
    return assertThrows(kind, this::accessToken);
  }

  private <T extends TokenFailure> T zakFailure(Class<T> kind) {
    return assertThrows(kind, this::zak);
  }

  // --- access tokens

  @Test
  void accessToken_lifeCountsFromBeforeTheRequest() {
    tokenEndpoint(Fault.delay(Duration.ofMillis(200)));
    Instant before = Instant.now();
    AccessToken token = accessToken();
    assertFalse(token.requestedAt().isBefore(before));
    assertTrue(token.requestedAt().isBefore(before.plusMillis(150)));
    assertEquals(Duration.ofHours(1), Duration.between(token.requestedAt(), token.expiresAt()));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 300",
    "'\"expires_in\":0,', 0",
    "'\"expires_in\":-1,', 0",
    "'\"expires_in\":-1e99,', 0",
    "'\"expires_in\":\"3599\",', 3599",
    "'\"expires_in\":3599.5,', 3599",
    "'\"expires_in\":1e99,', 3600",
    "'\"expires_in\":10,', 10",
    "'\"expires_in\":86400,', 3600",
    "'\"expires_in\":null,', 300",
    "'\"expires_in\":\"soon\",', 300"
  })
  void accessToken_expiresIn(String member, int seconds) {
    tokenEndpoint(Fault.body("{" + member + "\"access_token\":\"t\"}"));
    AccessToken token = accessToken();
    assertEquals(seconds, Duration.between(token.requestedAt(), token.expiresAt()).toSeconds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>maintenance</html>",
        "[]",
        "null",
        "{\"access_token\":\"cut",
        "{\"token_type\":\"bearer\"}",
        "{\"access_token\":\"\"}",
        "{\"access_token\":\"  \"}",
        "{\"access_token\":\"a\\r\\nb\"}",
        "{\"access_token\":\"zürich\"}",
        "{\"access_token\":null}",
        "{\"access_token\":7}"
      })
  void accessToken_noToken_isUnreadableAndNothingOfItIsSaid(String body) {
    tokenEndpoint(Fault.body(body));
    String diagnosis = tokenFailure(TokenFailure.Unreadable.class).diagnosis();
    assertTrue(diagnosis.contains("bytes") && diagnosis.contains("application/json"), diagnosis);
    assertFalse(body.length() > 3 && diagnosis.contains(body), diagnosis);
  }

  @ParameterizedTest
  @CsvSource({"';', no type", "'', no type", "'text/html; charset=x', text/html", "'ä/b', no type"})
  void accessToken_strangeType_isUnreadableAllTheSame(String type, String told) {
    tokenEndpoint(Fault.body("<html>").with("Content-Type", type));
    String diagnosis = tokenFailure(TokenFailure.Unreadable.class).diagnosis();
    assertTrue(diagnosis.contains(told), diagnosis);
  }

  @Test
  void accessToken_bodyOverTheCap_isUnreadable() {
    tokenEndpoint(Fault.body("{\"access_token\":\"" + "a".repeat(100 * 1024) + "\"}"));
    assertTrue(
        tokenFailure(TokenFailure.Unreadable.class).diagnosis().contains("longer than 65536"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_client, client-secret",
    "401, invalid_client, client-secret",
    "400, invalid_request, account-id",
    "400, unsupported_grant_type, Server-to-Server",
    "400, access_denied, Marketplace"
  })
  void accessToken_definiteNo_saysWhatToCheck(int status, String error, String check) {
    tokenEndpoint(
        Fault.answer(status, "{\"reason\":\"secret words\",\"error\":\"" + error + "\"}"));
    TokenFailure.Refused refused = tokenFailure(TokenFailure.Refused.class);
    assertTrue(refused.diagnosis().contains(error), refused.diagnosis());
    assertTrue(refused.diagnosis().contains(check), refused.diagnosis());
    assertTrue(refused.diagnosis().contains("x-zm-trackingid"), refused.diagnosis());
    assertFalse((refused.advice() + refused.diagnosis()).contains("secret words"));
  }

  @Test
  void accessToken_trueNoOfTheSimulator() {
    Account wrong = new Account("main", ID, "client-1", Secret.of("wrong"), UserId.ME, 30);
    assertThrows(TokenFailure.Refused.class, () -> tokens.accessToken(wrong, TRIES));
    Account elsewhere =
        new Account("main", "other", "client-1", Secret.of("secret-1"), UserId.ME, 30);
    assertThrows(TokenFailure.Refused.class, () -> tokens.accessToken(elsewhere, TRIES));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void accessToken_redirect_isNotFollowed(int status) throws IOException {
    try (ZoomSimulator elsewhere = ZoomSimulator.start(0)) {
      tokenEndpoint(Fault.redirect(status, elsewhere.url() + "/oauth/token"));
      tokenFailure(TokenFailure.Unreadable.class);
      assertEquals(0, elsewhere.calls().total());
      assertEquals(0, elsewhere.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void accessToken_serverError_isUnavailable(int status) {
    tokenEndpoint(Fault.answer(status, "<html>secret words</html>"));
    TokenFailure failure = tokenFailure(TokenFailure.Unavailable.class);
    assertTrue(failure.retryAfter().isEmpty());
    assertTrue(failure.diagnosis().contains(Integer.toString(status)));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2",
    "0, 0",
    "1000000000000, 900",
    "soon, none",
    "-5, none",
    "'', none",
    "99999999999999999999999, none"
  })
  void accessToken_limited_asksToWait(String retryAfter, String expected) {
    tokenEndpoint(Fault.answer(429, "{}").with("Retry-After", retryAfter));
    String asked =
        tokenFailure(TokenFailure.Unavailable.class)
            .retryAfter()
            .map(pause -> Long.toString(pause.toSeconds()))
            .orElse("none");
    assertEquals(expected, asked);
  }

  @Test
  void accessToken_limitedUntilADate_countsByZoomsOwnClock() {
    tokenEndpoint(
        Fault.answer(429, "{}")
            .with("Date", "Mon, 02 Mar 2026 09:00:00 GMT")
            .with("Retry-After", "Mon, 02 Mar 2026 09:00:30 GMT"));
    assertEquals(
        Duration.ofSeconds(30),
        tokenFailure(TokenFailure.Unavailable.class).retryAfter().orElseThrow());
  }

  @Test
  void cookies_areNeverSentBack() {
    tokenEndpoint(Fault.body("{\"access_token\":\"t\"}").with("Set-Cookie", "a=b"));
    accessToken();
    accessToken();
    assertTrue(
        zoom.calls().of(ID).stream().noneMatch(call -> call.headers().containsKey("cookie")));
  }

  @Test
  void connections_areReused() {
    accessToken();
    accessToken();
    zak();
    assertEquals(1, zoom.connections());
  }

  // --- ZAKs

  @Test
  void zak_asksForTypeAndTtl() {
    zak();
    assertEquals("/v2/users/me/token?type=zak&ttl=7200", zoom.calls().of(ID).get(1).target());
  }

  @Test
  void zak_eMailAddress_isPercentEncodedInThePath() {
    UserId user = UserId.parse("anna.b+bots@example.com").orElseThrow();
    tokens.zak(account, user, accessToken(), TRIES);
    assertTrue(
        zoom.calls().of(ID).get(1).target().startsWith("/v2/users/anna.b%2Bbots%40example.com/"));
  }

  @Test
  void zak_limited_concernsTheWholeAccount() {
    zakEndpoint(Fault.answer(429, "{\"code\":429}").with("Retry-After", "7"));
    AccessToken token = accessToken();
    assertThrows(AccountLimited.class, () -> tokens.zak(account, UserId.ME, token, TRIES));
  }

  @Test
  void zak_accessTokenDead_isRejected() {
    AccessToken token = accessToken();
    simulated.killAccessTokens();
    assertThrows(AccessTokenRejected.class, () -> tokens.zak(account, UserId.ME, token, TRIES));
  }

  @ParameterizedTest
  @CsvSource({"nobody", "pending"})
  void zak_noSuchUser_isUnknown(String name) {
    AccessToken token = accessToken();
    UserId user = UserId.parse(name).orElseThrow();
    assertThrows(TokenFailure.Unknown.class, () -> tokens.zak(account, user, token, TRIES));
  }

  // --- OBF and join tokens

  private static final MeetingId MEETING = MeetingId.parse("123 4567 8901").orElseThrow();

  private String lastTarget() {
    var calls = zoom.calls().of(ID);
    return calls.get(calls.size() - 1).target();
  }

  @Test
  void obf_asksForTypeAndMeeting() {
    AccessToken token = accessToken();
    tokens.obf(account, new UserId("ben"), MEETING, token, TRIES);
    assertEquals("/v2/users/ben/token?type=onbehalf&meeting_id=12345678901", lastTarget());
    tokens.obf(account, UserId.ME, null, token, TRIES);
    assertEquals("/v2/users/me/token?type=onbehalf", lastTarget());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void joinToken_asksForTheMeeting(boolean bypass) {
    JoinToken minted = tokens.joinToken(account, MEETING, bypass, accessToken(), TRIES);
    assertEquals(
        "/v2/meetings/12345678901/jointoken/local_recording?bypass_waiting_room=" + bypass,
        lastTarget());
    assertTrue(simulated.issued().contains(minted.value().reveal()));
  }

  @ParameterizedTest
  @CsvSource({"40412345678, 3001", "30012345678, 3000"})
  void joinToken_thatCannotBeMade_isUnknown(String number, String code) {
    AccessToken token = accessToken();
    MeetingId meeting = MeetingId.parse(number).orElseThrow();
    var failure =
        assertThrows(
            TokenFailure.Unknown.class,
            () -> tokens.joinToken(account, meeting, false, token, TRIES));
    assertTrue(failure.diagnosis().contains(code), failure.diagnosis());
  }

  @Test
  void obf_ofNoSuchMeetingOrUser_isUnknown() {
    AccessToken token = accessToken();
    var nowhere = MeetingId.parse("40412345678").orElseThrow();
    assertThrows(
        TokenFailure.Unknown.class, () -> tokens.obf(account, UserId.ME, nowhere, token, TRIES));
    assertThrows(
        TokenFailure.Unknown.class,
        () -> tokens.obf(account, new UserId("nobody"), null, token, TRIES));
  }

  /**
   * The code does not say whether it concerns the user. {@code UserRefusals} decides that later.
   */
  @ParameterizedTest
  @ValueSource(strings = {"300", "1010", "1116", "3001", "3161", "9999"})
  void zak_codeThatMayBeAboutTheUser_isLeftToJudge(String code) {
    zakEndpoint(Fault.answer(400, "{\"code\":" + code + "}"));
    UserRefused refused = assertThrows(UserRefused.class, this::zak);
    assertInstanceOf(TokenFailure.Unknown.class, refused.asUserFailure());
    assertInstanceOf(TokenFailure.Refused.class, refused.asAccountFailure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "300", "3161", "1010", "9999"})
  void joinToken_anyNoOfZoomsApi_isUnknown(String code) {
    AccessToken token = accessToken();
    zoom.faults()
        .plan(Endpoint.JOIN_TOKEN, ID, Faults.ANY, 1, Fault.answer(400, "{\"code\":" + code + "}"));
    var failure =
        assertThrows(
            TokenFailure.Unknown.class,
            () -> tokens.joinToken(account, MEETING, false, token, TRIES));
    assertEquals(
        "Zoom makes no join token for this meeting", failure.remedy().orElseThrow().problem());
  }

  /** The scopes in the message decide, whatever the code. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "104 | Invalid access token, does not contain scopes:[user:read:token:admin]. | The Zoom app lacks a scope: user:read:token:admin",
        "4700 | does not contain scopes: [user:read:zak, user:read:token] | The Zoom app lacks a scope: user:read:zak, user:read:token",
        "4711 | no scope is named | The Zoom app lacks a scope: user:read:token:admin",
        "4700 | Token cannot be empty. | Zoom refuses the app",
        "104 | Invalid access token:user_id | Zoom refuses the app"
      })
  void zak_scopes_areReadOutOfTheText(String code, String message, String trouble) {
    zakEndpoint(Fault.answer(400, "{\"code\":%s,\"message\":\"%s\"}".formatted(code, message)));
    assertEquals(trouble, zakFailure(TokenFailure.Refused.class).remedy().orElseThrow().problem());
  }

  /** The page of Zoom on rate limits shows such headers for a daily limit. */
  @Test
  void zak_limitedForTheDay_isReadAsAnInstant_andSaidSo() {
    zakEndpoint(
        Fault.answer(429, "{\"code\":429}")
            .with("Date", "Sat, 28 Nov 2026 00:12:56 GMT")
            .with("Retry-After", "2026-11-28T04:12:56Z")
            .with("X-RateLimit-Type", "Daily-limit"));
    TokenFailure failure =
        TokenFailure.of(assertThrows(AccountLimited.class, this::zak).getCause());
    assertEquals(Duration.ofHours(4), failure.retryAfter().orElseThrow());
    assertTrue(failure.remedy().orElseThrow().problem().contains("for today"));
  }

  @Test
  void joinToken_scopeMissing_namesItsScope() {
    simulated.scopes(Set.of());
    AccessToken token = accessToken();
    zoom.faults()
        .plan(Endpoint.JOIN_TOKEN, ID, Faults.ANY, 1, Fault.answer(400, "{\"code\":4711}"));
    var failure =
        assertThrows(
            TokenFailure.Refused.class,
            () -> tokens.joinToken(account, MEETING, false, token, TRIES));
    assertTrue(
        failure.diagnosis().contains("meeting:read:local_recording_token:admin"),
        failure.diagnosis());
  }

  @Test
  void singleUseTokens_limitedOrRejected_concernTheAccount() {
    AccessToken token = accessToken();
    zoom.faults().plan(Endpoint.OBF, ID, Faults.ANY, 1, Fault.answer(429, "{\"code\":429}"));
    assertThrows(AccountLimited.class, () -> tokens.obf(account, UserId.ME, null, token, TRIES));
    simulated.killAccessTokens();
    assertThrows(
        AccessTokenRejected.class, () -> tokens.joinToken(account, MEETING, false, token, TRIES));
  }

  @Test
  void zak_scopeMissing_namesTheScopesToAdd() {
    simulated.scopes(Set.of());
    String diagnosis = zakFailure(TokenFailure.Refused.class).diagnosis();
    assertTrue(diagnosis.contains("user:read:token:admin, user:read:token"), diagnosis);
    assertTrue(diagnosis.contains("4711"), diagnosis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"token\":\"\"}",
        "{\"token\":null}",
        "{\"token\":12345}",
        "{\"token\":{\"a\":1}}",
        "{\"token\":\" \"}",
        "{\"token\":\"a b\"}",
        "{\"token\":\"a\\nb\"}",
        "<html></html>"
      })
  void zak_noToken_isUnreadable(String body) {
    zakEndpoint(Fault.body(body));
    zakFailure(TokenFailure.Unreadable.class);
  }

  @Test
  void zak_noContent_isUnreadable() {
    zakEndpoint(Fault.answer(204, ""));
    zakFailure(TokenFailure.Unreadable.class);
  }

  @Test
  void zak_notFoundWithoutACode_isNoWordOnTheUser() {
    zakEndpoint(Fault.answer(404, "<html>no such page</html>"));
    zakFailure(TokenFailure.Unreadable.class);
  }

  @Test
  void zak_noJwt_livesAsLongAsWasAskedFor() {
    zakEndpoint(Fault.body("{\"token\":\"opaque\"}"));
    ZakToken zak = zak();
    assertEquals(Duration.ofHours(2), Duration.between(zak.mintedAt(), zak.expiresAt()));
  }

  private static String jwtExpiring(Instant exp) {
    String claims = "{\"exp\":" + exp.getEpochSecond() + "}";
    return "{\"token\":\"e30."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
        + ".sig\"}";
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, 0, 60, 890})
  void zak_aboutToExpire_isNotTaken(long secondsLeft) {
    zakEndpoint(Fault.body(jwtExpiring(Instant.now().plusSeconds(secondsLeft))));
    zakFailure(TokenFailure.Unreadable.class);
  }

  @Test
  void zak_expiresSoonerThanAsked_isBelieved() {
    zakEndpoint(Fault.body(jwtExpiring(Instant.now().plusSeconds(1800))));
    ZakToken zak = zak();
    long life = Duration.between(zak.mintedAt(), zak.expiresAt()).toSeconds();
    assertTrue(life >= 1795 && life <= 1800, () -> "life " + life);
  }

  @Test
  void zak_ourClockIsTwoHoursOff_zoomsOwnCounts() {
    ZoomTokens offClock =
        new ZoomTokens(
            settings(zoom.url()),
            new ZoomHosts(settings(zoom.url()), transport, InstantSource.system()),
            new ZoomRepeater(new ZoomRetry(), InstantSource.system()),
            new ZoomGuard(),
            1,
            calls,
            InstantSource.offset(InstantSource.system(), Duration.ofHours(2)));
    ZakToken zak = offClock.zak(account, UserId.ME, accessToken(), TRIES);
    long life = Duration.between(zak.mintedAt(), zak.expiresAt()).toSeconds();
    assertTrue(life >= 7190 && life <= 7200, () -> "life " + life);
  }

  // --- the network

  @ParameterizedTest
  @EnumSource(
      value = Break.class,
      names = {"RESET_BEFORE", "RESET_IN_HEADERS", "RESET_IN_BODY", "CUT_BODY", "CLOSE_BEFORE"})
  void brokenConnection_isTransientTrouble(Break where) {
    zakEndpoint(Fault.breaks(where));
    TokenFailure failure = zakFailure(TokenFailure.Unavailable.class);
    assertFalse(failure.diagnosis().isEmpty());
    assertTrue(zoom.calls().count(Endpoint.ZAK, ID) <= 2, "what the JDK's client repeats itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hang", "drip"})
  void slowExchange_endsInTimeAndHangsUp(String how) {
    zakEndpoint(how.equals("hang") ? Fault.breaks(Break.HANG) : Fault.drip(Duration.ofMillis(50)));
    AccessToken token = accessToken();
    long start = System.nanoTime();
    assertThrows(
        TokenFailure.Unavailable.class, () -> tokens.zak(account, UserId.ME, token, TRIES));
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(millis >= 590 && millis < 2000, () -> "took " + millis);
    org.awaitility.Awaitility.await().until(() -> zoom.connections() == 0);
  }

  @Test
  void connectionClosedWhileIdle_isOpenedAgain() {
    zak();
    zoom.closeConnections();
    assertInstanceOf(ZakToken.class, zak());
  }

  @Test
  void nobodyListens_isUnavailable() {
    zoom.close();
    String diagnosis = tokenFailure(TokenFailure.Unavailable.class).diagnosis();
    assertTrue(diagnosis.contains("connection refused"), diagnosis);
    assertTrue(diagnosis.startsWith("127.0.0.1:" + zoom.port()), diagnosis);
  }

  @Test
  void noSuchHost_isUnavailableAndSaysSo() {
    ZoomTokens nowhere = tokens(settings(URI.create("https://nowhere.invalid")));
    TokenFailure failure =
        assertThrows(TokenFailure.Unavailable.class, () -> nowhere.accessToken(account, TRIES));
    assertTrue(failure.diagnosis().contains("host name not found"), failure.diagnosis());
  }

  @Test
  void trouble_ofSomeAccounts_isNotEverybodys() {
    OutageDetector outages = new OutageDetector(2);
    ZoomCallException own =
        new ZoomCallException(new TokenFailure.Unavailable("a", "500"), ZoomOutcome.FAILING);
    assertInstanceOf(ZoomCallException.class, outages.recordFailure("one", own));
    assertInstanceOf(ZoomCallException.class, outages.recordFailure("one", own));
    assertInstanceOf(ZoomCallException.HostDown.class, outages.recordFailure("two", own));
    outages.recordSuccess("one");
    assertInstanceOf(ZoomCallException.class, outages.recordFailure("two", own));
  }

  @Test
  void brokenAnswer_ofOneAccount_isNotEverybodys() {
    OutageDetector outages = new OutageDetector(2);
    ZoomCallException cut =
        new ZoomCallException.Retryable(
            new TokenFailure.Unavailable("a", "EOFException"), ZoomOutcome.BROKEN);
    assertInstanceOf(ZoomCallException.Retryable.class, outages.recordFailure("one", cut));
  }

  @Test
  void noConnection_isEverybodysAtOnce() {
    ZoomCallException broken =
        new ZoomCallException(
            new TokenFailure.Unavailable("a", "no connection"), ZoomOutcome.UNREACHABLE);
    assertInstanceOf(
        ZoomCallException.HostDown.class, new OutageDetector(9).recordFailure("one", broken));
  }

  @Test
  void each_isToldWithWhatBecameOfIt() {
    zak();
    zakEndpoint(Fault.answer(500, "{}"));
    AccessToken token = accessToken();
    assertThrows(TokenFailure.class, () -> tokens.zak(account, UserId.ME, token, TRIES));
    zoom.close();
    assertThrows(TokenFailure.class, () -> tokens.zak(account, UserId.ME, token, TRIES));
    assertEquals(
        List.of(
            "main access_token ok, trace 1",
            "main zak ok, trace 1",
            "main access_token ok, trace 1",
            "main zak failing, trace 1",
            "main zak unreachable, trace 1"),
        called);
  }
}
