package io.latchkey.consent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.caller.HmacKey;
import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentFlow.Begun;
import io.latchkey.consent.ConsentFlow.Finished;
import io.latchkey.consent.ConsentLink.Expected;
import io.latchkey.database.Database;
import io.latchkey.database.JdbcConsents;
import io.latchkey.database.JdbcGrantAdministration;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.MasterKeys;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration.Filter;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.grant.Reference;
import io.latchkey.grant.UserCalls;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.Alarm;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.Scopes;
import io.latchkey.zoom.TestZoomSettings;
import io.latchkey.zoom.ZoomGrants;
import io.latchkey.zoom.ZoomSettings;
import io.latchkey.zoom.ZoomUserCalls;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ends the process at each step of a consent: what has a step before or behind it throws, and
 * nothing of that process runs any further. Another process then goes on, with the same database.
 */
class ConsentKillsTest {

  private static final MasterKeys KEYS = TestDatabase.keys();
  private static final URI PUBLIC_URL = URI.create("http://localhost:8080/latchkey");
  private static final ConsentLink LINK =
      new ConsentLink(
          "crm",
          new Reference("4711"),
          Instant.parse("2100-01-01T00:00:00Z"),
          null,
          Expected.ANYBODY);

  /** The call at which a process ends. */
  private enum Step {
    BEFORE_CLAIM("claim", false),
    AFTER_CLAIM("claim", true),
    BEFORE_EXCHANGE("exchange", false),
    AFTER_EXCHANGE("exchange", true),
    AFTER_ASKING_WHO_IT_IS("userOf", true),
    BEFORE_STORING("connect", false),
    AFTER_STORING("connect", true);

    private final String method;
    private final boolean isAfter;

    Step(String method, boolean isAfter) {
      this.method = method;
      this.isAfter = isAfter;
    }
  }

  /** The end of a process. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private final SignedTexts texts =
      new SignedTexts(List.of(HmacKey.derivedFrom(Secret.of("secret of the test"), "links")));
  private final InstantSource clock = InstantSource.system();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);
  private final HttpClient browser =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private ZoomSimulator zoom;
  private SimulatedAccount app;
  private Database database;

  private void start(Kind kind) throws IOException {
    zoom = ZoomSimulator.start(0);
    app = zoom.account("crm-account", "general-client", "general-secret").generalApp();
    app.settings().redirectUri(PUBLIC_URL + "/connect/callback");
    app.users().add("anna", "anna@example.com", "Anna");
    database = TestDatabase.open(TestDatabase.place(kind));
    SchemaCheck.run(database, KEYS);
  }

  @AfterEach
  void stop() {
    database.close();
    zoom.close();
    threads.shutdownNow();
    alarms.shutdownNow();
  }

  /**
   * Starts a process.
   *
   * @param end where it ends; null if it does not
   */
  private ConsentFlow process(Step end) {
    ZoomSettings settings = TestZoomSettings.of(zoom.url());
    HttpTransport transport = new HttpTransport(settings.network(), threads);
    JdbcGrantStore grants = new JdbcGrantStore(database, KEYS, "one", clock);
    Alarm alarm =
        (delay, action) -> alarms.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    LeaseKeeper leases = new LeaseKeeper(grants, alarm, threads);
    leases.open();
    ConsentRules rules =
        new ConsentRules(
            PUBLIC_URL,
            zoom.url(),
            Duration.ofMinutes(10),
            Duration.ofDays(365),
            new ReturnUrls(List.of()));
    ConsentStore store = ending(ConsentStore.class, new JdbcConsents(database, KEYS, 20), end);
    ConsentEnding ending =
        new ConsentEnding(
            store,
            ending(CodeExchange.class, new ZoomGrants(settings, transport, call -> {}, clock), end),
            ending(UserCalls.class, new ZoomUserCalls(settings, transport, call -> {}, clock), end),
            new ConsentChecks(grants::find, Scopes::kindsAllowedBy),
            rules.redirectUri(),
            new ConsentLimits(clock),
            leases::pause);
    Account account =
        new Account("crm", "", "general-client", Secret.of("general-secret"), UserId.ME, 100);
    ConsentApp consentApp = new ConsentApp(account, "user:read:token", Set.of(ConsentApp.ALL));
    return new ConsentFlow(texts, store, ending, Map.of("crm", consentApp), rules, leases, threads);
  }

  /** Returns the same part, which ends the process at one step. */
  private static <T> T ending(Class<T> type, T part, Step end) {
    Object ending =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              boolean isEnd = end != null && end.method.equals(method.getName());
              if (isEnd && !end.isAfter) {
                throw new Killed();
              }
              try {
                Object result = method.invoke(part, arguments);
                if (isEnd) {
                  throw new Killed();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(ending);
  }

  /** A browser on its way back from Zoom. */
  private record Back(Secret state, Secret code, Secret cookie) {}

  /** Goes from the link to Zoom, and allows everything there. */
  private Back atZoom(ConsentFlow flow) throws Exception {
    Secret cookie = flow.browser(null);
    URI page = assertInstanceOf(Begun.AtZoom.class, flow.begin(LINK, cookie)).page();
    HttpResponse<String> decided =
        browser.send(
            HttpRequest.newBuilder(zoom.url().resolve("/oauth/authorize"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        page.getRawQuery() + "&user=anna&decision=allow"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Map<String, String> back =
        Arrays.stream(
                URI.create(decided.headers().firstValue("Location").orElseThrow())
                    .getRawQuery()
                    .split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    return new Back(Secret.of(back.get("state")), Secret.of(back.get("code")), cookie);
  }

  private static Finished finish(ConsentFlow flow, Back back) {
    return flow.finish(back.state, back.code, null, back.cookie).end().join();
  }

  private void assertOneGrantWithItsTokens() {
    List<GrantId> ids =
        new JdbcGrantAdministration(database)
            .list(new Filter(null, null, null, null), 10).stream()
                .map(listed -> listed.grant().id())
                .toList();
    assertEquals(1, ids.size());
    Grant grant = new JdbcGrantStore(database, KEYS, "one", clock).find(ids.get(0)).orElseThrow();
    assertEquals(GrantState.ACTIVE, grant.status().state());
    assertNotNull(grant.tokens().accessToken());
    Secret refreshToken = grant.tokens().refreshToken();
    assertNotNull(refreshToken);
    assertTrue(app.grants().isNewest(refreshToken.reveal()));
  }

  @ParameterizedTest
  @EnumSource(names = "AFTER_STORING", mode = EnumSource.Mode.EXCLUDE)
  void userStartsAgain_withTheSameLink(Step step) throws Exception {
    start(Kind.POSTGRESQL_18);
    ConsentFlow first = process(step);
    Back back = atZoom(first);
    assertKilled(first, back);
    assertEquals(
        List.of(),
        new JdbcGrantAdministration(database).list(new Filter(null, null, null, null), 10));
    ConsentFlow second = process(null);
    Finished again = finish(second, atZoom(second));
    assertEquals(ConsentOutcome.CONNECTED, again.outcome());
    assertOneGrantWithItsTokens();
  }

  @ParameterizedTest
  @EnumSource
  void userOfAConsentThatIsStored_isToldSo(Kind kind) throws Exception {
    start(kind);
    ConsentFlow first = process(Step.AFTER_STORING);
    Back back = atZoom(first);
    assertKilled(first, back);
    assertOneGrantWithItsTokens();
    ConsentFlow second = process(null);
    assertEquals(ConsentOutcome.CONNECTED, finish(second, back).outcome(), "the page is reloaded");
    assertInstanceOf(Begun.LinkUsed.class, second.begin(LINK, second.browser(null)));
  }

  private static void assertKilled(ConsentFlow flow, Back back) {
    Throwable end = assertThrows(Throwable.class, () -> finish(flow, back));
    assertInstanceOf(
        Killed.class, end instanceof CompletionException wrapped ? wrapped.getCause() : end);
  }
}
