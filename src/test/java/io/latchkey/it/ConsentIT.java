package io.latchkey.it;

import static io.latchkey.it.ConsentBrowser.atZoom;
import static io.latchkey.it.ConsentBrowser.get;
import static io.latchkey.it.ConsentBrowser.header;
import static io.latchkey.it.ConsentBrowser.pageAfter;
import static io.latchkey.it.ConsentBrowser.post;
import static io.latchkey.it.ConsentBrowser.query;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.latchkey.browser.Browser;
import io.latchkey.server.Server;
import io.latchkey.simulator.AppSettings;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.EventReceiver;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomEvents;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users connect their Zoom, as a browser does it. */
@Tag(Scope.AS_ON_PAYARA_MICRO)
class ConsentIT {

  private static final String TOKEN = "Cn2-canary-31d7f0aa94be4e6c-Hn3k7p2v";
  private static final String OPERATOR = "Cn7-canary-4ad07e62f1b83c59-Wm5k8e2d";
  private static final String WEBHOOK_SECRET = "Wh4-canary-webhook-secret-5f1b83c59";
  private static final String EVENTS_SECRET = "whsec_Cn4rQ9r8GKYqrTwjUPD8ILPZIo2LaLaS";
  private static final String APPLICATION = "https://app.example.com/zoom";

  private static ZoomSimulator zoom;
  private static SimulatedAccount app;
  private static EventReceiver application;
  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    application = EventReceiver.start(EVENTS_SECRET);
    app = zoom.account("crm-id", "general-client", "general-secret").generalApp();
    Path temporary = Files.createDirectories(Path.of("target/temporary").toAbsolutePath());
    server =
        World.newServer(
            "consents", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary);
    Path directory = Files.createDirectories(server.site().directory().resolve("database"));
    String publicUrl = server.url() + "/latchkey";
    app.settings().redirectUri(publicUrl + "/connect/callback");
    for (String user :
        List.of(
            "anna", "bert", "cleo", "dora", "emil", "fred", "gina", "hana", "ivan", "kim",
            "lena")) {
      app.users().add(user, user + "@example.com", user);
    }
    Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
    keys.put("latchkey.zoom.accounts", "crm");
    keys.put("latchkey.zoom.account.crm.app", "general");
    keys.put("latchkey.zoom.account.crm.client-id", "general-client");
    keys.put("latchkey.zoom.account.crm.client-secret", "general-secret");
    keys.put("latchkey.zoom.account.crm.webhook-secret", "an-older-one," + WEBHOOK_SECRET);
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.public-url", publicUrl);
    keys.put("latchkey.consent.customer", "Acme+Ltd");
    keys.put("latchkey.consent.return-urls", APPLICATION);
    keys.put("latchkey.database.directory", directory.toString());
    keys.put("latchkey.database.key", Base64.getEncoder().encodeToString(new byte[32]));
    keys.put("latchkey.grant-events.url", application.url().toString());
    keys.put("latchkey.grant-events.signing-secret", EVENTS_SECRET);
    keys.put("latchkey.signed-url.key", Base64.getEncoder().encodeToString(new byte[32]));
    server.configure(keys);
    server.start();
    World.awaitReady(server);
    latchkey = new Callback(URI.create(publicUrl + "/").toURL(), TOKEN);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> latchkey.operator(OPERATOR, "GET", "ops/grants", "").status() == 200);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    zoom.close();
    application.close();
    assertEquals(
        List.of(),
        Canaries.of(zoom, TOKEN, OPERATOR, WEBHOOK_SECRET, EVENTS_SECRET)
            .found(server.everythingWritten()));
  }

  /** Returns the URL of a new link. */
  private static String link(String fields) {
    Callback.Answer made = latchkey.operator(OPERATOR, "POST", "ops/consents", fields);
    assertEquals(201, made.status(), made::body);
    return made.json().getString("url");
  }

  private static String connectUrl() {
    return latchkey.base() + "connect";
  }

  private static int zak(String reference) {
    return latchkey.zak("&account=crm&grant=" + reference).status();
  }

  @Test
  void page_saysWhoAsksForWhat_andSpendsNothing() throws Exception {
    String link = link("{\"account\":\"crm\",\"expected_email\":\"Anna@example.com\"}");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> page = get(link, null);
      assertEquals(200, page.statusCode());
      assertTrue(page.body().contains("Acme Ltd asks you"), page.body());
      assertTrue(page.body().contains("anna@example.com"), page.body());
      String policy = header(page, "Content-Security-Policy");
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertTrue(policy.contains("form-action 'self' " + zoom.url()), policy);
      assertFalse(policy.contains("script-src"), policy);
    }
  }

  @Test
  void user_connects_bots_getTokens_user_disconnects() throws Exception {
    String link = link("{\"account\":\"crm\",\"reference\":\"anna-in-crm\"}");
    assertTrue(get(link, null).body().contains("Only continue if you asked for this."));
    ConsentBrowser.Back back = atZoom(link, "anna", "allow");
    HttpResponse<String> answer = back.arrive();
    String page = pageAfter(answer);
    assertTrue(page.contains("Your Zoom is connected"), page);
    assertTrue(page.contains("a***@example.com"), page);
    assertEquals(200, zak("anna-in-crm"));
    assertEquals(410, get(link, null).statusCode(), "the link is used");
    String own = URI.create(connectUrl() + "/x").resolve(header(answer, "Location")).toString();
    String formToken = page.replaceFirst("(?s).*name=\"form\" value=\"([^\"]+)\".*", "$1");
    String token = query(own, "t");
    String manage = connectUrl() + "/manage";
    Map<String, String> foreign = Map.of("t", token, "form", "x", "action", "disconnect");
    assertEquals(403, post(manage, foreign).statusCode());
    HttpResponse<String> ended =
        post(manage, Map.of("t", token, "form", formToken, "action", "disconnect"));
    assertTrue(ended.body().contains("Disconnected"), ended::body);
    assertFalse(app.grants().isConnected("anna"), "Zoom was told");
    String later = get(own, null).body();
    assertTrue(later.contains("It is not connected."), later);
    assertFalse(
        later.contains("Your Zoom is connected"), "the result in the address is an old one");
    await().atMost(Duration.ofSeconds(5)).until(() -> zak("anna-in-crm") == 409);
  }

  @Test
  void codeIsSpentOnce_byTheBrowserThatBegan() throws Exception {
    ConsentBrowser.Back back =
        atZoom(link("{\"account\":\"crm\",\"reference\":\"bert\"}"), "bert", "allow");
    String elsewhere = pageAfter(get(back.callback(), null));
    assertTrue(elsewhere.contains("Go on in the same browser"), elsewhere);
    assertEquals(404, zak("bert"));
    assertTrue(pageAfter(back.arrive()).contains("Your Zoom is connected"));
    int exchanges = zoom.calls().count(Endpoint.CODE, "crm-id");
    assertTrue(pageAfter(back.arrive()).contains("Your Zoom is connected"), "loaded again");
    assertEquals(exchanges, zoom.calls().count(Endpoint.CODE, "crm-id"), "costs Zoom no call");
    assertEquals(200, zak("bert"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void formOfAnotherSite_leadsNobodyThroughALink(String site) throws Exception {
    String token = query(link("{\"account\":\"crm\"}"), "t");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(connectUrl()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Sec-Fetch-Site", site)
            .POST(BodyPublishers.ofString("t=" + token))
            .build();
    HttpResponse<String> refused = ConsentBrowser.send(request);
    assertEquals(403, refused.statusCode(), refused::body);
    assertEquals("", header(refused, "Set-Cookie"));
  }

  @Test
  void doubledParameters_areAnsweredLikeAForgedLink_withoutALineEach() throws Exception {
    assertEquals(404, get(connectUrl() + "?t=a&t=b", null).statusCode());
    assertEquals(404, get(connectUrl() + "/manage?t=a&t=b", null).statusCode());
    assertTrue(pageAfter(get(connectUrl() + "/callback?state=a&state=b", null)).contains("long"));
    assertFalse(server.log().contains("stands more than once"));
  }

  @Test
  void userIsConnected_althoughZoomsApiFails() throws Exception {
    zoom.faults().plan(Endpoint.ME, "crm-id", Faults.ANY, 3, Fault.answer(500, "{}"));
    ConsentBrowser.Back back =
        atZoom(link("{\"account\":\"crm\",\"reference\":\"hana\"}"), "hana", "allow");
    assertTrue(pageAfter(back.arrive()).contains("Your Zoom is connected"));
    assertEquals(200, zak("hana"));
  }

  @Test
  void stateThatIsNotOurs_costsNothing() throws Exception {
    String page = pageAfter(get(connectUrl() + "/callback?code=abc&state=ls1.abc.def", null));
    assertTrue(page.contains("open for too long"), page);
    assertTrue(pageAfter(get(connectUrl() + "/callback?code=abc", null)).contains("too long"));
  }

  @Test
  void declining_storesNothing_andTellsTheApplication() throws Exception {
    String page = pageAfter(atZoom(link("{\"account\":\"crm\"}"), "cleo", "decline").arrive());
    assertTrue(page.contains("Nothing was stored") && page.contains("Try again"), page);
    String withReturn =
        link("{\"account\":\"crm\",\"return_url\":\"" + APPLICATION + "/done?of=4711\"}");
    assertEquals(
        APPLICATION + "/done?of=4711&status=denied",
        header(atZoom(withReturn, "cleo", "decline").arrive(), "Location"));
    String connected = header(atZoom(withReturn, "cleo", "allow").arrive(), "Location");
    assertTrue(
        connected.matches(
            "https://app\\.example\\.com/zoom/done\\?of=4711&status=connected&grant=g_\\w{26}"),
        connected);
  }

  @Test
  void anotherUserThanExpected_isGivenBack() throws Exception {
    String link =
        link(
            "{\"account\":\"crm\",\"reference\":\"dora\",\"expected_email\":\"dora@example.com\"}");
    String page = pageAfter(atZoom(link, "emil", "allow").arrive());
    assertTrue(page.contains("signed in to Zoom as e***@example.com"), page);
    assertEquals(404, zak("dora"));
    assertFalse(app.grants().isConnected("emil"), "nobody has asked for these tokens");
    assertTrue(pageAfter(atZoom(link, "dora", "allow").arrive()).contains("is connected"));
    assertEquals(200, zak("dora"));
  }

  @Test
  void zoomTellsOfARemoval_onlyANewerOneCounts() throws Exception {
    String link = link("{\"account\":\"crm\",\"reference\":\"fred\"}");
    assertTrue(pageAfter(atZoom(link, "fred", "allow").arrive()).contains("is connected"));
    URI webhook = URI.create(latchkey.base() + "zoom/crm/events");
    ZoomEvents events = new ZoomEvents(webhook, WEBHOOK_SECRET);
    assertTrue(events.validates("plain-token_1"));
    assertFalse(events.validates("no plain token"));
    assertEquals(401, new ZoomEvents(webhook, "wrong-secret").send("{}").statusCode());
    Instant earlier = Instant.now().minusSeconds(3600);
    String older = ZoomEvents.deauthorized(app, "fred", earlier);
    assertEquals(200, events.send(older).statusCode());
    assertEquals(200, zak("fred"));
    Instant later = Instant.now().plusSeconds(1);
    assertEquals(200, events.send(ZoomEvents.deauthorized(app, "fred", later)).statusCode());
    await().atMost(Duration.ofSeconds(5)).until(() -> zak("fred") == 409);
  }

  @Test
  void applicationOfTheCustomer_isTold() throws Exception {
    String link = link("{\"account\":\"crm\",\"reference\":\"ivan\"}");
    assertTrue(pageAfter(atZoom(link, "ivan", "allow").arrive()).contains("is connected"));
    await().atMost(Duration.ofSeconds(20)).until(() -> told("ivan").contains("grant.connected"));
    String id = grantId("ivan");
    latchkey.operator(OPERATOR, "POST", "ops/grants/" + id + "/revoke", "");
    await().atMost(Duration.ofSeconds(20)).until(() -> told("ivan").contains("grant.removed"));
    assertEquals(List.of("grant.connected", "grant.removed"), told("ivan"));
    assertTrue(application.received().stream().allMatch(EventReceiver.Received::isSigned));
  }

  /** Returns the types of the events that the customer's application got for a reference. */
  private static List<String> told(String reference) {
    return application.received().stream()
        .filter(event -> event.data().getJsonArray("references").toString().contains(reference))
        .map(EventReceiver.Received::type)
        .toList();
  }

  private static String grantId(String reference) {
    return latchkey
        .operator(OPERATOR, "GET", "ops/grants?name=" + reference, "")
        .json()
        .getJsonArray("grants")
        .getJsonObject(0)
        .getString("id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com.evil.test/zoom",
        "https://app.example.com@evil.test/zoom",
        "https://user@app.example.com/zoom",
        "https://app.example.com:444/zoom",
        "https://app.example.com/zoom/../other",
        "https://app.example.com/zoomed",
        "https://APP.example.com/zoom",
        "https://app.example.com/zoom%2f..%2fother",
        "http://app.example.com/zoom",
        "https://app.example.com/zoom#fragment",
        "https://app.example.com/zoom?status=connected",
        "//app.example.com/zoom",
        "/zoom",
        "javascript:alert(1)"
      })
  void returnUrlThatIsNotAllowed_isRefused(String returnUrl) {
    Callback.Answer made =
        latchkey.operator(
            OPERATOR,
            "POST",
            "ops/consents",
            "{\"account\":\"crm\",\"return_url\":\"" + returnUrl + "\"}");
    assertEquals(400, made.status(), made::body);
  }

  /** Zoom grants a second consent at once, so that our form leads through three redirects. */
  @Test
  @Tag(Scope.ONE_SERVER)
  void browser_connects_disconnects_andConnectsAgain() throws Exception {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    try (Browser browser = Browser.open()) {
      String link = link("{\"account\":\"crm\",\"reference\":\"gina\"}");
      for (int width : List.of(1280, 390)) {
        browser.size(width, 900);
        browser.dark(width == 390);
        browser.go(URI.create(link));
        assertEquals(List.of(), browser.inaccessible());
        assertTrue(browser.tooWide() <= 0, "width " + width);
        browser.screenshot(picture("connect-" + width));
      }
      browser.find("button.main").click();
      browser.find("#user option[value='gina']").click();
      browser.find("button[value='allow']").click();
      browser.awaitText("main", "Your Zoom is connected");
      assertEquals(List.of(), browser.inaccessible());
      assertTrue(browser.tooWide() <= 0, "narrow");
      browser.screenshot(picture("connected"));
      assertEquals(200, zak("gina"));
      browser.find("button[value='connect']").click();
      browser.awaitText("main", "Your Zoom is connected");
      browser.find("button[value='disconnect']").click();
      browser.awaitText("main", "Disconnected");
      assertEquals(List.of(), browser.inaccessible());
      browser.screenshot(picture("disconnected"));
      assertEquals(List.of(), browser.errors());
    }
  }

  /** A case that a user may meet, and a piece of what the page says then. */
  private record Case(String picture, String said) {}

  /** Every page tells what to do. The pictures are looked at by people. */
  @Test
  @Tag(Scope.ONE_SERVER)
  void browser_readsWhatToDo_inEachCase() throws Exception {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    app.settings().secondConsent(AppSettings.SecondConsent.ASKS);
    try (Browser browser = Browser.open()) {
      browser.size(900, 700);
      String link = link("{\"account\":\"crm\",\"reference\":\"kim\"}");
      openAndDecide(browser, link, "kim", "decline");
      shown(browser, new Case("declined", "You declined at Zoom. Nothing was stored."));
      String dora = "{\"account\":\"crm\",\"expected_email\":\"dora@example.com\"}";
      openAndDecide(browser, link(dora), "kim", "allow");
      shown(browser, new Case("another-user", "this link is for dora@example.com"));
      String company = "{\"account\":\"crm\",\"expected_zoom_account\":\"another\"}";
      openAndDecide(browser, link(company), "kim", "allow");
      shown(browser, new Case("another-company", "whose Zoom account may not connect here"));
      openAtZoom(browser, link);
      browser.forgetCookies();
      decide(browser, "kim", "allow");
      shown(browser, new Case("another-browser", "Go on in the same browser"));
      app.settings().codeLife(Duration.ZERO);
      openAndDecide(browser, link, "kim", "allow");
      shown(browser, new Case("code-expired", "That took too long"));
      app.settings().codeLife(Duration.ofMinutes(5));
      zoom.faults()
          .plan(Endpoint.CODE, "crm-id", Faults.ANY, 2, Fault.breaks(Fault.Break.RESET_BEFORE));
      openAndDecide(browser, link, "kim", "allow");
      shown(browser, new Case("answer-lost", "Zoom does not answer"));
      app.settings().optionalScopes(Set.of("user:read:token"));
      openAtZoom(browser, link);
      browser.find("input[name='allow-user:read:token']").click();
      decide(browser, "kim", "allow");
      shown(browser, new Case("allowed-in-part", "Bots cannot"));
      app.settings().optionalScopes(Set.of());
      openAndDecide(browser, link("{\"account\":\"crm\",\"reference\":\"kim\"}"), "lena", "allow");
      shown(browser, new Case("reference-taken", "Somebody else is connected already"));
      browser.go(URI.create(link));
      shown(browser, new Case("link-used", "This link is not good any more"));
      browser.go(URI.create(link + "x"));
      shown(browser, new Case("no-link", "This link is not valid"));
      browser.go(URI.create(connectUrl() + "/callback?code=abc"));
      shown(browser, new Case("without-state", "This page was open for too long"));
      String busy = link("{\"account\":\"crm\",\"reference\":\"busy\"}");
      for (int attempt = 0; attempt < 20; attempt++) {
        assertEquals(303, post(connectUrl(), Map.of("t", query(busy, "t"))).statusCode());
      }
      browser.go(URI.create(busy));
      browser.find("button.main").click();
      shown(browser, new Case("busy", "Open your link again in a minute"));
    } finally {
      app.settings().secondConsent(AppSettings.SecondConsent.AT_ONCE);
      app.settings().codeLife(Duration.ofMinutes(5)).optionalScopes(Set.of());
    }
  }

  private static void openAtZoom(Browser browser, String link) {
    browser.go(URI.create(link));
    browser.find("button.main").click();
    browser.awaitText("button[value='allow']", "Allow");
  }

  private static void decide(Browser browser, String user, String decision) {
    browser.find("#user option[value='" + user + "']").click();
    browser.find("button[value='" + decision + "']").click();
  }

  private static void openAndDecide(Browser browser, String link, String user, String decision) {
    openAtZoom(browser, link);
    decide(browser, user, decision);
  }

  private static void shown(Browser browser, Case met) throws Exception {
    browser.awaitText("main", met.said);
    assertEquals(List.of(), browser.inaccessible(), met.picture);
    browser.screenshot(picture("consent-" + met.picture));
  }

  private static Path picture(String name) {
    return Path.of("target/screenshots/" + name + ".png");
  }

  @Test
  void linkIsNoCallbackToken_norTheReverse() throws Exception {
    String token = query(link("{\"account\":\"crm\"}"), "t");
    assertEquals(401, latchkey.get("zak?token=" + token).status());
    assertEquals(404, get(connectUrl() + "?t=" + TOKEN, null).statusCode());
    assertEquals(404, get(connectUrl() + "?t=" + token + "x", null).statusCode());
    assertEquals(404, get(connectUrl() + "/manage?t=" + token, null).statusCode());
  }
}
