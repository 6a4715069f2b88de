package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.check.Step;
import io.latchkey.check.Step.Result;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the check of one account against the simulator. */
class ZoomCheckTest {

  private static final Set<TokenKind> ZAK = Set.of(TokenKind.ZAK);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AccessToken> given = new ArrayList<>();
  private ZoomSimulator zoom;
  private SimulatedAccount simulated;
  private HttpTransport transport;
  private ZoomCheck check;

  @BeforeEach
  void start() throws IOException {
    zoom = ZoomSimulator.start(0);
    simulated = zoom.account("acc-1", "client-1", "secret-1");
    ZoomSettings settings =
        new ZoomSettings(
            zoom.url(),
            zoom.url(),
            true,
            ZoomNetwork.direct(Duration.ofSeconds(10), Duration.ofSeconds(10)),
            Duration.ofHours(2),
            Duration.ofMinutes(15));
    transport = new HttpTransport(settings.network(), Executors.newCachedThreadPool());
    check =
        new ZoomCheck(
            settings,
            new ZoomHosts(settings, transport, InstantSource.system()),
            new ZoomRepeater(new ZoomRetry(), InstantSource.system()),
            call -> {},
            threads,
            InstantSource.system());
  }

  @AfterEach
  void stop() throws Exception {
    transport.close();
    threads.shutdownNow();
    zoom.close();
  }

  private static Account account(String user) {
    return new Account("main", "acc-1", "client-1", Secret.of("secret-1"), new UserId(user), 30);
  }

  private Step step(String name, String user, Set<TokenKind> kinds) {
    return check.probe(account(user), kinds, given::add).stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Step step(String name) {
    return step(name, "me", ZAK);
  }

  private void zakEndpoint(Fault fault) {
    zoom.faults().plan(Endpoint.ZAK, Faults.ANY, Faults.ANY, Faults.FOREVER, fault);
  }

  @Test
  void probe_allIsWell_noStepAsksForAnything_andTheAccessTokenIsHandedOver() {
    List<Step> steps = check.probe(account("me"), ZAK, given::add);
    assertTrue(steps.stream().allMatch(step -> step.next() == null), steps::toString);
    assertTrue(steps.stream().noneMatch(step -> step.result() == Result.FAILED));
    assertEquals(1, given.size());
    assertEquals(2, zoom.calls().total());
  }

  /** Zoom may have ended the older access token by then. */
  @Test
  void probe_mintFails_theAccessTokenIsHandedOverAllTheSame() {
    zakEndpoint(Fault.answer(500, "{}"));
    assertTrue(step(Step.MINT).finding().startsWith("Zoom answers 500"));
    assertEquals(1, given.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user:read:token:admin | anna | ZAK | PASSED",
        "user:read:token | anna | ZAK | FAILED",
        "user:read:token | me | ZAK | PASSED",
        "user:read:admin | anna | ZAK | PASSED",
        "user:read:token:admin | me | JOIN_TOKEN | FAILED",
        "meeting:read:local_recording_token | me | JOIN_TOKEN | PASSED",
        "meeting:read:admin | me | JOIN_TOKEN | PASSED"
      })
  void scopes_areThoseThatTheKindNeeds(String scope, String user, TokenKind kind, Result result) {
    simulated.scopes(Set.of(scope));
    assertEquals(result, step("Scopes", user, Set.of(kind)).result());
  }

  @Test
  void scopes_notTold_areNotLookedAt() {
    zoom.faults()
        .plan(
            Endpoint.TOKEN,
            Faults.ANY,
            Faults.ANY,
            1,
            Fault.body("{\"access_token\":\"" + simulated.newAccessToken() + "\"}"));
    assertEquals(Result.SKIPPED, step("Scopes").result());
  }

  private static Fault zak(String claims) {
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
    return Fault.body("{\"token\":\"e30." + encoded + ".c2ln\"}");
  }

  @Test
  void zakOfAnotherAccount_isDoubtful() {
    long end = Instant.now().plusSeconds(7000).getEpochSecond();
    zakEndpoint(zak("{\"exp\":" + end + ",\"aid\":\"another\"}"));
    Step said = step("What the ZAK says");
    assertEquals(Result.DOUBTFUL, said.result());
    assertTrue(said.finding().contains("uid is missing, aid is another account's"));
  }

  @Test
  void zakThatIsNoJwt_isNotLookedAt() {
    zakEndpoint(Fault.body("{\"token\":\"opaque\"}"));
    assertEquals(Result.SKIPPED, step("What the ZAK says").result());
  }

  @ParameterizedTest
  @CsvSource({"12, 80, PASSED", "0, 80, FAILED", "many, 80, SKIPPED"})
  void quota_isWhatZoomSays(String left, String limit, Result result) {
    zakEndpoint(
        Fault.delay(Duration.ZERO)
            .with("X-RateLimit-Remaining", left)
            .with("X-RateLimit-Limit", limit));
    Step quota = step("Quota");
    assertEquals(result, quota.result());
    assertEquals(result == Result.PASSED, quota.finding().equals("12 of 80 calls are left"));
  }

  @ParameterizedTest
  @CsvSource({"-600, FAILED", "-30, PASSED", "30, PASSED", "600, FAILED"})
  void clock_isHeldAgainstZooms(int seconds, Result result) {
    String date =
        java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
            java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC).plusSeconds(seconds));
    zoom.faults()
        .plan(
            Endpoint.TOKEN,
            Faults.ANY,
            Faults.ANY,
            1,
            Fault.delay(Duration.ZERO).with("Date", date));
    assertEquals(result, step("Clock").result());
  }

  @ParameterizedTest
  @CsvSource({
    "200, no permission",
    "300, a parameter",
    "4717, deactivated",
    "9999, refuses the app"
  })
  void mint_refusedByACode_hasItsRemedy(String code, String words) {
    zakEndpoint(Fault.answer(400, "{\"code\":" + code + ",\"message\":\"x\"}"));
    assertTrue(step(Step.MINT).finding().contains(words), step(Step.MINT)::finding);
  }
}
