package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.latchkey.browser.Browser;
import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ReverseProxy;
import io.latchkey.simulator.ZoomSimulator;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.Keys;

/** Tests what operators see. Each account is broken in another way. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorIT {

  private static final String TOKEN = "Hc2-9b1f6d40c7e85a23-Tq8w1e94b0af2";
  private static final String OPERATOR = "Jv6-5e0d81b7f3a94c62-Zk3mc2d7f5e81";
  private static final List<String> ACCOUNTS =
      List.of(
          "secret",
          "wrongid",
          "scopeless",
          "inactive",
          "social",
          "clock",
          "used",
          "reserve",
          "unknown");

  private static ZoomSimulator zoom;
  private static ReverseProxy proxy;
  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
    Server.addAccounts(keys, zoom, ACCOUNTS);
    keys.put("latchkey.zoom.account.secret.client-secret", "another-s3cr3t-than-zooms");
    keys.put("latchkey.zoom.account.wrongid.account-id", "another-id");
    keys.put("latchkey.zoom.account.social.user", "social@example.com");
    keys.put("latchkey.zoom.account.unknown.user", "nobody@example.com");
    keys.put("latchkey.zak.reuse-for", "PT0S");
    keys.put("latchkey.operator.token", OPERATOR);
    Path log = World.directory().resolve("proxy/access.log");
    server = World.newServer("operator", "-Xmx512m", "-XX:TieredStopAtLevel=1");
    proxy = new ReverseProxy(URI.create(server.url()), log);
    keys.put("latchkey.public-url", proxy.url() + "/latchkey");
    keys.put("latchkey.access-log", log.toString());
    server.launch(keys);
    World.awaitReady(server);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
    zoom.accounts().stream()
        .filter(account -> account.accountId().equals("scopeless-id"))
        .forEach(account -> account.scopes(Set.of("user:read:zak")));
    always(
        Endpoint.TOKEN,
        "inactive",
        Fault.answer(400, "{\"reason\":\"off\",\"error\":\"invalid_client\",\"code\":4717}"));
    always(
        Endpoint.TOKEN,
        "clock",
        Fault.delay(Duration.ZERO).with("Date", httpDate(now().minusMinutes(10))));
    always(
        Endpoint.ZAK,
        "used",
        Fault.answer(429, "{\"code\":429,\"message\":\"reached the maximum daily rate limit\"}")
            .with("X-RateLimit-Remaining", "0"));
  }

  private static void always(Endpoint endpoint, String account, Fault fault) {
    zoom.faults().plan(endpoint, account + "-id", Faults.ANY, Faults.FOREVER, fault);
  }

  private static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneOffset.UTC);
  }

  private static String httpDate(ZonedDateTime time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time);
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    server.close();
    assertEquals(List.of(), Canaries.of(zoom, TOKEN, OPERATOR).found(server.everythingWritten()));
    zoom.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(latchkey.base().resolve(path));
  }

  private static HttpRequest.Builder form(String path, String fields) {
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(fields));
  }

  private static Answer bearer(HttpRequest.Builder request) {
    return latchkey.send(request.header("Authorization", "Bearer " + OPERATOR).build());
  }

  private static String signIn() {
    Answer answer = latchkey.send(form("ops/login", "token=" + OPERATOR).build());
    assertEquals(303, answer.status());
    return answer.header("Set-Cookie").split(";", 2)[0];
  }

  private static String csrf(String cookie) {
    String page = latchkey.send(request("ops/status").header("Cookie", cookie).build()).body();
    return page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
  }

  // --- access

  @Test
  @Order(1)
  void pages_areClosed_toWhoeverIsNoOperator() {
    for (String path : List.of("ops/status", "ops/callers", "ops/metrics")) {
      for (HttpRequest.Builder request :
          List.of(
              request(path),
              request(path + "?token=" + TOKEN),
              request(path + "?token=" + OPERATOR),
              request(path).header("Authorization", "Bearer " + TOKEN),
              request(path).header("Authorization", "Bearer " + OPERATOR + "x"),
              request(path).header("Cookie", "latchkey_session=" + OPERATOR))) {
        Answer answer = latchkey.send(request.build());
        assertEquals(401, answer.status(), path);
        assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer"));
        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
      }
    }
    for (String path : List.of("ops/check", "ops/logout")) {
      assertEquals(401, latchkey.send(form(path, "csrf=x").build()).status());
      assertEquals(401, latchkey.send(form(path + "?token=" + TOKEN, "").build()).status());
    }
    assertEquals(0, zoom.calls().total(), "it costs Zoom nothing");
    Answer form = latchkey.send(form("attendee?token=" + TOKEN, "").build());
    assertEquals(400, form.status(), "and no server writes down the query of a form");
  }

  @Test
  @Order(2)
  void pages_whoeverLooksByABrowser_isLedToTheForm() {
    Answer answer = latchkey.send(request("ops/status").header("Accept", "text/html").build());
    assertEquals(303, answer.status());
    assertEquals("login", answer.header("Location"), "relative: a proxy may have other addresses");
    Answer form = latchkey.get("ops/login");
    assertEquals(200, form.status());
    assertTrue(form.header("Content-Type").startsWith("text/html"));
    assertHeaders(form);
  }

  @Test
  @Order(2)
  void login_wrongToken_is401_andBeginsNothing() {
    for (String fields : List.of("token=wrong", "token=", "", "token=" + TOKEN, "x=" + OPERATOR)) {
      Answer answer = latchkey.send(form("ops/login", fields).build());
      assertEquals(401, answer.status(), fields);
      assertEquals("", answer.header("Set-Cookie"));
      assertFalse(answer.body().contains(TOKEN));
    }
    for (String fields :
        List.of(
            "token=" + OPERATOR + "&token=x",
            "token=" + OPERATOR + "&x=" + "x".repeat(70_000),
            "{\"token\":\"" + OPERATOR + "\"}")) {
      assertEquals(401, latchkey.send(form("ops/login", fields).build()).status());
    }
  }

  /** A client must not fill the log by breaking its requests off. */
  @Test
  @Order(2)
  void login_brokenOff_isNoDefectOfOurs() throws IOException {
    int before = server.log().length();
    latchkey.raw(
        "POST /latchkey/ops/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\n\r\ntoken="
            + OPERATOR,
        Duration.ofMillis(500));
    assertEquals(401, latchkey.send(form("ops/login", "token=x").build()).status());
    String since = server.log().substring(before);
    assertFalse(since.contains("500 for a request"), since);
  }

  @Test
  @Order(2)
  void page_withASlashTooMany_isNothing() {
    assertEquals(404, bearer(request("ops/status/")).status());
    assertEquals(404, latchkey.get("ops/login/").status());
    assertEquals(404, latchkey.send(form("ops/login/", "token=" + OPERATOR).build()).status());
  }

  @Test
  @Order(2)
  void login_setsACookieThatNoScriptReads_andNoOtherSiteSends() {
    Answer answer = latchkey.send(form("ops/login", "token=" + OPERATOR).build());
    String cookie = answer.header("Set-Cookie");
    assertEquals("status", answer.header("Location"));
    assertTrue(
        cookie.matches("latchkey_session=[\\w-]+\\.\\d+\\.[\\w-]+; HttpOnly; SameSite=Strict"),
        cookie);
    Answer behindTls =
        latchkey.send(
            form("ops/login", "token=" + OPERATOR)
                .header("X-Forwarded-Proto", "https, http")
                .build());
    assertTrue(behindTls.header("Set-Cookie").endsWith("; Secure"));
  }

  @Test
  @Order(3)
  void session_opensThePages_untilItSignsOut_andNeverWhenAltered() {
    String cookie = signIn();
    Answer page = latchkey.send(request("ops/status").header("Cookie", cookie).build());
    assertEquals(200, page.status());
    assertFalse(page.body().contains("database cannot be used"), "there is no database");
    for (int i = "latchkey_session=".length(); i < cookie.length(); i += 7) {
      char other = cookie.charAt(i) == '1' ? '2' : '1';
      String altered = cookie.substring(0, i) + other + cookie.substring(i + 1);
      assertEquals(
          401, latchkey.send(request("ops/status").header("Cookie", altered).build()).status());
    }
    assertEquals(
        401,
        latchkey.send(request("ops/callers").header("Cookie", cookie).build()).status(),
        "a session is for pages");
    String fields = "csrf=" + csrf(cookie);
    Answer out = latchkey.send(form("ops/logout", fields).header("Cookie", cookie).build());
    assertEquals(303, out.status());
    assertTrue(out.header("Set-Cookie").startsWith("latchkey_session=; Max-Age=0"));
    assertEquals(
        401, latchkey.send(request("ops/status").header("Cookie", cookie).build()).status());
  }

  @Test
  @Order(3)
  void form_ofAnotherSite_orOfAnotherSession_is403_andDoesNothing() {
    String cookie = signIn();
    String others = csrf(signIn());
    int calls = zoom.calls().total();
    for (String fields : List.of("", "csrf=", "csrf=x", "csrf=" + others)) {
      for (String path : List.of("ops/check", "ops/logout")) {
        Answer answer = latchkey.send(form(path, fields).header("Cookie", cookie).build());
        assertEquals(403, answer.status(), path + " " + fields);
      }
    }
    assertEquals(calls, zoom.calls().total());
    assertEquals(
        200, latchkey.send(request("ops/status").header("Cookie", cookie).build()).status());
  }

  @Test
  @Order(3)
  void methods_thatAPageHasNot_are405() {
    Map<String, String> allowed =
        Map.of(
            "ops/status", "GET",
            "ops/login", "GET, POST",
            "ops/logout", "POST",
            "ops/check", "POST");
    for (Map.Entry<String, String> path : allowed.entrySet()) {
      for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
        if (!List.of(path.getValue().split(", ")).contains(method)) {
          Answer answer =
              bearer(request(path.getKey()).method(method, HttpRequest.BodyPublishers.noBody()));
          assertEquals(405, answer.status(), method + " " + path.getKey());
          assertEquals(path.getValue(), answer.header("Allow"));
        }
      }
    }
  }

  private static void assertHeaders(Answer page) {
    assertEquals("no-store", page.header("Cache-Control"));
    assertEquals("DENY", page.header("X-Frame-Options"));
    assertEquals("no-referrer", page.header("Referrer-Policy"));
    String policy = page.header("Content-Security-Policy");
    assertTrue(policy.startsWith("default-src 'none';"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
  }

  // --- what is broken, and what to do

  private static JsonObject check() {
    Answer answer = bearer(form("ops/check", ""));
    assertEquals(200, answer.status(), answer::body);
    assertTrue(answer.header("Content-Type").startsWith("application/json"));
    return Json.createReader(new StringReader(answer.body())).readObject();
  }

  private static String step(JsonObject report, String account, String name) {
    return report.getJsonArray("accounts").getValuesAs(JsonObject.class).stream()
        .filter(of -> of.getString("account").equals(account))
        .flatMap(of -> of.getJsonArray("steps").getValuesAs(JsonObject.class).stream())
        .filter(step -> step.getString("step").equals(name))
        .map(OperatorIT::told)
        .findFirst()
        .orElseThrow();
  }

  private static String told(JsonObject step) {
    return "%s: %s → %s"
        .formatted(step.getString("result"), step.getString("finding"), step.getString("next", ""));
  }

  private static void assertTells(String told, String... words) {
    for (String word : words) {
      assertTrue(told.contains(word), () -> "\"" + word + "\" is not in: " + told);
    }
  }

  @Test
  @Order(4)
  void check_namesWhatIsBroken_andWhatToDo() {
    JsonObject report = check();
    assertFalse(report.getBoolean("passed"));
    assertTells(
        step(report, "secret", "Credentials"),
        "failed: Zoom refuses the client id or the client secret",
        "App Credentials",
        "latchkey.zoom.account.secret.client-id");
    assertTells(
        step(report, "wrongid", "Credentials"),
        "failed: Zoom does not take the account id",
        "Account ID",
        "latchkey.zoom.account.wrongid.account-id");
    assertTells(
        step(report, "scopeless", "Scopes"),
        "failed: The Zoom app lacks a scope: user:read:token:admin",
        "Scopes → Add Scopes");
    assertTells(
        step(report, "scopeless", "Test mint"), "failed: The Zoom app lacks a scope", "4711");
    assertTells(
        step(report, "inactive", "Credentials"),
        "failed: The Zoom app is deactivated",
        "Activation → Activate your app");
    assertTells(
        step(report, "social", "Test mint"), "failed: Zoom gives no ZAK for this user", "Google");
    assertTells(
        step(report, "unknown", "Test mint"),
        "failed: Zoom knows no such user",
        "User Management → Users");
    assertTells(step(report, "clock", "Clock"), "failed: this machine's clock is 60", "NTP");
    assertTells(step(report, "clock", "Test mint"), "passed");
    assertTells(
        step(report, "used", "Test mint"), "failed: Zoom's quota of this account is used up");
    assertTells(step(report, "used", "Quota"), "failed", "calls-per-second", "pool");
    for (String name :
        List.of(
            "Configuration",
            "DNS 127.0.0.1",
            "Credentials",
            "Clock",
            "Scopes",
            "Test mint",
            "What the ZAK says")) {
      assertTells(step(report, "default", name), "passed");
    }
    assertTells(
        step(report, "default", "What the ZAK says"), "good for 1", "aid is this account's");
    assertEquals(
        List.of(), Canaries.of(zoom, TOKEN, OPERATOR).found(report.toString()), "no secret");
  }

  @Test
  @Order(5)
  void check_findsCallbackTokensInTheAccessLog_untilTheyAreGone() throws IOException {
    List<String> steps =
        check().getJsonArray("public_url").getValuesAs(JsonObject.class).stream()
            .map(OperatorIT::told)
            .toList();
    assertTells(steps.get(0), "reaches this instance in");
    assertTells(
        steps.get(1), "failed: holds callback tokens", "access.log", "without the query", "nginx");
    proxy.logWithoutQuery();
    steps =
        check().getJsonArray("public_url").getValuesAs(JsonObject.class).stream()
            .map(OperatorIT::told)
            .toList();
    assertTells(steps.get(1), "passed: no callback token in what was written");
  }

  private static String page() {
    Answer answer = bearer(request("ops/status"));
    assertEquals(200, answer.status());
    assertHeaders(answer);
    return answer.body();
  }

  private static String card(String page, String account) {
    String from = page.substring(page.indexOf("<h3>Account " + account + "</h3>"));
    return from.substring(0, from.indexOf("</section>"))
        .replaceAll("<[^>]*>", " ")
        .replaceAll("\\s+", " ");
  }

  @Test
  @Order(6)
  void page_namesWhatIsBroken_andWhatToDo() {
    Map<String, Integer> statuses =
        ACCOUNTS.stream()
            .collect(Collectors.toMap(name -> name, name -> latchkey.of(name).status()));
    assertEquals(200, statuses.get("reserve"));
    zoom.faults().plan(Endpoint.ZAK, "reserve-id", Faults.ANY, Faults.FOREVER, failing());
    assertEquals(200, latchkey.of("reserve").status());
    assertEquals(200, latchkey.of("default").status());
    String page = page();
    assertTells(
        card(page, "secret"),
        "Bots get no ZAK",
        "Zoom refuses the client id or the client secret, since 20",
        "App Credentials");
    assertTells(card(page, "wrongid"), "Zoom does not take the account id", "Account ID");
    assertTells(card(page, "scopeless"), "lacks a scope: user:read:token:admin", "Add Scopes");
    assertTells(card(page, "inactive"), "The Zoom app is deactivated", "Activate your app");
    assertTells(card(page, "social"), "Zoom gives no ZAK for this user", "social@example.com");
    assertTells(card(page, "unknown"), "Zoom knows no such user", "nobody@example.com");
    assertTells(card(page, "used"), "quota of this account is used up (429)", "calls-per-second");
    assertTells(
        card(page, "reserve"),
        "Bots get in, for now",
        "Serving an older ZAK because Zoom answers 500, since 20",
        "status.zoom.us");
    assertTells(card(page, "default"), "✓ Ready", "s ago) Access token expires");
    assertTells(page, "clock is 6", "of 10 accounts: bots get no ZAK.");
  }

  @Test
  @Order(7)
  void page_showsFailuresWithTheInstanceThatThePlatformSaw_andNoSecret() {
    Answer failed = latchkey.of("secret");
    String instance =
        Json.createReader(new StringReader(failed.body())).readObject().getString("instance");
    String page = page();
    assertTells(page, instance, "callback token 1", "Last used");
    assertTrue(page.length() < 60 * 1024, () -> page.length() + " characters");
    assertEquals(List.of(), Canaries.of(zoom, TOKEN, OPERATOR).found(page));
  }

  @Test
  @Order(7)
  void page_whateverACallerWrites_isNoMarkup() {
    String evil = "%3Cscript%3Ealert(1)%3C/script%3E";
    assertEquals(404, latchkey.zak("&account=" + evil).status());
    assertFalse(page().contains("<script>alert"));
    assertTrue(page().contains("&lt;script&gt;alert(1)"));
  }

  private static Fault failing() {
    return Fault.answer(500, "{}");
  }

  // --- in a browser

  private static Path picture(String name) {
    return World.directory()
        .resolve("../../../screenshots")
        .resolve(System.getProperty("latchkey.server"))
        .resolve(name + ".png")
        .normalize();
  }

  @Test
  @Order(8)
  void browser_byTheKeyboardAlone_signsInAndChecks() throws IOException {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    try (Browser browser = Browser.open()) {
      browser.go(latchkey.base().resolve("ops/status"));
      assertEquals("Latchkey: sign in", browser.title());
      assertEquals(List.of(), browser.inaccessible());
      browser.screenshot(picture("login"));
      browser.press("wrong", Keys.ENTER);
      browser.awaitText("[role=alert]", "That is not the operator token.");
      assertEquals(1, browser.errors().size(), "the 401 itself");
      browser.press(OPERATOR, Keys.ENTER);
      browser.find("main .verdict");
      assertEquals("Latchkey: status", browser.title());
      assertTrue(browser.url().getPath().endsWith("/ops/status"));
      browser.tabTo("Check now");
      browser.press(Keys.ENTER);
      browser.awaitText("#check ~ p + .card, .steps", "Account default");
      assertTrue(browser.url().getPath().endsWith("/ops/check"));
      assertEquals(List.of(), browser.errors());
      browser.tabTo("Sign out");
      browser.press(Keys.ENTER);
      browser.find("#token");
      assertEquals("Latchkey: sign in", browser.title());
    }
  }

  @Tag(Scope.ONE_SERVER)
  @Test
  @Order(9)
  void browser_lightAndDark_deskAndPhone_everyStateIsAccessible() throws IOException {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    try (Browser browser = Browser.open()) {
      browser.go(latchkey.base().resolve("ops/login"));
      browser.press(OPERATOR, Keys.ENTER);
      browser.find("main .verdict");
      for (boolean dark : List.of(false, true)) {
        for (int width : List.of(1280, 390)) {
          browser.dark(dark);
          browser.size(width, 900);
          browser.go(latchkey.base().resolve("ops/status"));
          browser.find(".steps");
          String name = (dark ? "dark" : "light") + "-" + width;
          if (dark == (width == 390)) {
            assertEquals(List.of(), browser.inaccessible(), name);
          }
          assertTrue(browser.tooWide() <= 0, name);
          browser.screenshot(picture("status-" + name));
        }
      }
      assertEquals(List.of(), browser.errors());
    }
  }

  @Tag(Scope.ONE_SERVER)
  @Test
  @Order(9)
  void browser_withoutScripts_doesAllThatItDoesWithThem() throws IOException {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    try (Browser browser = Browser.open()) {
      browser.scripts(false);
      browser.go(latchkey.base().resolve("ops/status"));
      browser.press(OPERATOR, Keys.ENTER);
      browser.find("main .verdict");
      browser.find("section button.main").click();
      browser.find(".steps");
      assertTrue(browser.url().getPath().endsWith("/ops/check"));
    }
  }

  /** The page may stay open on a display that nobody operates. */
  @Tag(Scope.ONE_SERVER)
  @Test
  @Order(9)
  void browser_openPage_isKeptFresh_untilTheSessionEnds_andThenSaysSo() throws IOException {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    try (Browser browser = Browser.open()) {
      browser.go(latchkey.base().resolve("ops/login"));
      browser.press(OPERATOR, Keys.ENTER);
      browser.find("main .verdict");
      browser.run("document.getElementById('accounts').textContent = 'old'");
      browser.comeBack();
      await().until(() -> browser.text().contains("Account default"));
      browser.forgetCookies();
      browser.comeBack();
      await().until(() -> browser.text().contains("you are signed out"));
      assertTrue(browser.text().contains("Account default"), browser::text);
      assertFalse(browser.text().contains("null"), browser::text);
    }
  }

  /** This test is the last one, because it stops Zoom. */
  @Test
  @Order(10)
  void zoomUnreachable_isNamedByPageAndCheck() throws IOException {
    zoom.close();
    latchkey.of("clock");
    assertTells(card(page(), "clock"), "127.0.0.1 cannot be reached", "port 443");
    assertTells(
        step(check(), "clock", "Credentials"), "failed: 127.0.0.1 cannot be reached", "firewall");
  }
}
