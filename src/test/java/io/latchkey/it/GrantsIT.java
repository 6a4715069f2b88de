package io.latchkey.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.latchkey.browser.Browser;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.Keys;

/**
 * Grants of a General app on a real server, in the embedded database and, at the end, in
 * PostgreSQL. The steps build on one another.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GrantsIT {

  private static final String TOKEN = "canary-callback-token-of-the-grants";
  private static final String NARROW = "canary-callback-token-of-one-grant-only";
  private static final String API = "canary-callback-token-of-access-tokens";
  private static final String SOME = "canary-callback-token-of-one-of-the-pool";
  private static final String OPERATOR = "Gr7-canary-4ad07e62f1b83c59-Wm5k8e2d";

  private static ZoomSimulator zoom;
  private static SimulatedAccount app;
  private static Server server;
  private static @Nullable RestartablePostgreSql postgres;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    zoom.account("acc", "acc-client", "acc-secret");
    app = zoom.account("crm-id", "general-client", "general-secret").generalApp();
    // Latchkey refuses a database below the directory for temporary files, where this build may
    // lie.
    Path temporary = Files.createDirectories(Path.of("target/temporary").toAbsolutePath());
    server =
        World.newServer(
            "grants", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary);
    Path directory = Files.createDirectories(server.site().directory().resolve("database"));
    start(Map.of("latchkey.database.directory", directory.toString()));
  }

  private static void start(Map<String, String> database) throws Exception {
    Map<String, String> keys = Server.configuration(zoom, "unused", TOKEN);
    keys.put("latchkey.zoom.account-id", "acc");
    keys.put("latchkey.zoom.client-id", "acc-client");
    keys.put("latchkey.zoom.client-secret", "acc-secret");
    keys.put("latchkey.zoom.accounts", "crm");
    keys.put("latchkey.zoom.account.crm.app", "general");
    keys.put("latchkey.zoom.account.crm.client-id", "general-client");
    keys.put("latchkey.zoom.account.crm.client-secret", "general-secret");
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.public-url", "http://127.0.0.1:1/latchkey");
    keys.put("latchkey.database.key", Base64.getEncoder().encodeToString(new byte[32]));
    keys.put("latchkey.pools", "rooms");
    keys.put("latchkey.pool.rooms", "crm/grant:anna-in-crm,crm/bert@example.com");
    keys.put("latchkey.signed-url.key", Base64.getEncoder().encodeToString(new byte[32]));
    keys.put("latchkey.callers", "narrow,api,some");
    keys.put("latchkey.caller.some.token", SOME);
    keys.put("latchkey.caller.some.users", "bert@example.com");
    keys.put("latchkey.caller.narrow.token", NARROW);
    keys.put("latchkey.caller.narrow.users", "grant:anna-in-crm");
    keys.put("latchkey.caller.api.token", API);
    keys.put("latchkey.caller.api.kinds", "*,access-token");
    keys.putAll(database);
    server.configure(keys);
    server.start();
    World.awaitReady(server);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    zoom.close();
    if (postgres != null) {
      postgres.close();
    }
  }

  private static Callback.Answer operator(String method, String path, String body) {
    return latchkey.operator(OPERATOR, method, path, body);
  }

  private static String line(String user, String reference) {
    return Json.createObjectBuilder()
        .add("account", "crm")
        .add("zoom_user_id", user)
        .add("email", user + "@example.com")
        .add("reference", reference)
        .add("refresh_token", app.grants().connect(user))
        .build()
        .toString();
  }

  /** Imports two grants, as soon as the tables are there. */
  private static void importGrants() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> operator("GET", "ops/grants", "").status() == 200);
    Callback.Answer imported =
        operator(
            "POST",
            "ops/grants",
            line("anna", "anna-in-crm") + "\n\n" + line("bert", "bert-in-crm") + "\n{}\n");
    assertEquals(200, imported.status(), imported.body());
    assertEquals("stored", result(imported, 0).getString("result"), imported.body());
    assertEquals("stored", result(imported, 1).getString("result"));
    assertEquals("refused", result(imported, 2).getString("result"));
    String again =
        Json.createObjectBuilder()
            .add("account", "crm")
            .add("zoom_user_id", "anna")
            .add("refresh_token", "used")
            .build()
            .toString();
    // Longer than the bodies of other routes.
    Callback.Answer repeated = operator("POST", "ops/grants", (again + "\n").repeat(900));
    assertEquals(900, repeated.json().getJsonArray("lines").size());
    assertEquals("exists", result(repeated, 899).getString("result"));
  }

  private static JsonObject result(Callback.Answer imported, int line) {
    return imported.json().getJsonArray("lines").getJsonObject(line);
  }

  /** Returns the user that a token of the simulated Zoom is for. */
  private static String subject(String zak) {
    String claims = decoded(zak.split("\\.")[1]);
    return decoded(Json.createReader(new StringReader(claims)).readObject().getString("uid"));
  }

  private static String decoded(String base64) {
    return new String(Base64.getUrlDecoder().decode(base64), UTF_8);
  }

  @Test
  @Order(1)
  void grant_givesTheTokensOfItsUser() {
    importGrants();
    Callback.Answer zak = latchkey.zak("&account=crm&grant=anna-in-crm");
    assertEquals(200, zak.status(), zak.body());
    assertEquals("anna", subject(zak.body()));
    // From memory, once the instance has looked at the import as at a change.
    await()
        .untilAsserted(
            () ->
                assertEquals(
                    latchkey.zak("&account=crm&grant=anna-in-crm").body(),
                    latchkey.zak("&account=crm&grant=anna-in-crm").body()));
    assertEquals("bert", subject(latchkey.zak("&account=crm&user=bert%40example.com").body()));
    assertEquals("bert", subject(latchkey.zak("&account=crm&user=bert").body()));
    Callback.Answer obf =
        latchkey.get("obf?token=" + TOKEN + "&account=crm&grant=anna-in-crm&meeting_id=123456789");
    assertEquals(200, obf.status(), obf.body());
    assertEquals("anna", subject(obf.body()));
    assertEquals(
        200,
        latchkey
            .get(
                "join-token?token=" + TOKEN + "&account=crm&grant=anna-in-crm&meeting_id=123456789")
            .status());
    assertEquals(2, app.grants().rotations(), "one refresh for each user");
  }

  @Test
  @Order(2)
  void whatIsNotThere_andWhatIsNotAllowed_lookAlike() {
    Callback narrow = new Callback(url(), NARROW);
    assertEquals(200, narrow.zak("&account=crm&grant=anna-in-crm").status());
    assertEquals(200, narrow.zak("&account=crm").status(), "its only grant");
    String other = narrow.zak("&account=crm&grant=bert-in-crm").body();
    assertEquals(
        withoutInstance(narrow.zak("&account=crm&grant=nobody").body()), withoutInstance(other));
    assertEquals(404, narrow.zak("&account=crm&user=bert").status());
    for (String none :
        new String[] {
          "", "&user=me", "&grant=anna-in-crm&user=bert", "&user=own", "&grant=ANNA-in-crm"
        }) {
      assertEquals(404, latchkey.zak("&account=crm" + none).status(), none);
    }
    assertEquals(404, latchkey.zak("&grant=anna-in-crm").status(), "not of this account");
    assertEquals(400, latchkey.zak("&account=crm&grant=a%2Fb").status());
    assertEquals(400, latchkey.zak("&account=crm&grant=g_ABCDEFGHIJKLMNOPQRSTUVWXYZ").status());
    assertEquals(400, latchkey.zak("&account=crm&grant=").status());
    assertEquals(404, latchkey.zak("&account=crm&grant=g_00000000000000000000000000").status());
  }

  private static String withoutInstance(String problem) {
    return problem.replaceAll("\"instance\":\"[^\"]*\"", "");
  }

  private static java.net.URL url() {
    try {
      return latchkey.base().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(3)
  void accessToken_isForThoseWhoNameIt() {
    assertEquals(404, latchkey.get(accessToken(TOKEN, "anna-in-crm")).status());
    Callback.Answer token = latchkey.get(accessToken(API, "anna-in-crm"));
    assertEquals(200, token.status(), token.body());
    assertTrue(app.issued().contains(token.body().substring("eyJzdiI6IjAwMDAwMiJ9.".length())));
    assertEquals("no-store", token.header("Cache-Control"));
    assertEquals(200, new Callback(url(), API).zak("&account=crm&grant=anna-in-crm").status());
    assertEquals(405, methodNotAllowed());
  }

  private static int methodNotAllowed() {
    return latchkey
        .send(
            HttpRequest.newBuilder(latchkey.base().resolve(accessToken(API, "anna-in-crm")))
                .method("DELETE", HttpRequest.BodyPublishers.noBody())
                .build())
        .status();
  }

  private static String accessToken(String token, String reference) {
    return "access-token?token=" + token + "&account=crm&grant=" + reference;
  }

  @Test
  @Tag(Scope.AS_ON_PAYARA_MICRO)
  @Order(4)
  void kill_losesNothingThatWasCommitted() throws Exception {
    String before = latchkey.get(accessToken(API, "anna-in-crm")).body();
    int rotations = app.grants().rotations();
    server.process().orElseThrow().destroyForcibly();
    server.awaitEnd(Duration.ofSeconds(20));
    server.start();
    World.awaitReady(server);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> latchkey.zak("&account=crm&grant=anna-in-crm").status() == 200);
    assertEquals(before, latchkey.get(accessToken(API, "anna-in-crm")).body());
    assertEquals(rotations, app.grants().rotations(), "the stored access token is used");
  }

  @Test
  @Order(5)
  void endedAccessToken_isReplacedByARefresh() {
    String before = latchkey.get(accessToken(API, "bert-in-crm")).body();
    app.killAccessTokens();
    assertEquals(
        200,
        latchkey
            .get("obf?token=" + TOKEN + "&account=crm&grant=bert-in-crm&meeting_id=123456789")
            .status());
    assertNotEquals(before, latchkey.get(accessToken(API, "bert-in-crm")).body());
    assertEquals(0, app.grants().refusals());
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(6)
  void attendee_getsATokenOfEachGrant() {
    String path = "attendee?token=" + TOKEN + "&account=crm&kinds=zak,obf&grant=";
    JsonObject both = attendee(path + "bert-in-crm,nobody,anna-in-crm").json();
    assertEquals("bert", subject(both.getString("zak_token")), "of the first that has one");
    String[] obf = both.getString("onbehalf_token").split(",");
    assertEquals("bert, anna", subject(obf[0]) + ", " + subject(obf[1]));
    assertEquals(2, obf.length);
    assertEquals(
        "anna", subject(attendee(path + "nobody,anna-in-crm").json().getString("zak_token")));
    assertEquals(404, attendee(path + "nobody,nobody-else").status());
    assertEquals(400, attendee(path + "a,b,c,d,e,f").status());
    assertEquals(400, attendee(path + "anna-in-crm,").status());
  }

  private static Callback.Answer attendee(String path) {
    return latchkey.send(
        HttpRequest.newBuilder(latchkey.base().resolve(path))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"bot_id\":\"bot\",\"meeting_url\":\"https://zoom.us/j/12345678901\"}"))
            .build());
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(6)
  void pool_takesGrantsInTurn_withinTheRights() {
    Callback.Answer one = latchkey.zak("&account=rooms");
    assertEquals(200, one.status(), one.body());
    Callback.Answer other = latchkey.zak("&account=rooms");
    assertEquals(200, other.status(), other.body());
    assertEquals(
        Set.of("anna", "bert"), Set.of(subject(one.body()), subject(other.body())), one.body());
    Callback narrow = new Callback(url(), SOME);
    assertEquals("bert", subject(narrow.zak("&account=rooms").body()));
    assertEquals("bert", subject(narrow.zak("&account=rooms").body()));
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(6)
  void signedToken_opensTheGrantThatItNames() {
    String anna =
        signed("\"caller\":\"api\",\"kinds\":\"zak,access-token\",\"grant\":\"anna-in-crm\"");
    assertTrue(anna.startsWith("lk2."), anna);
    assertEquals("anna", subject(new Callback(url(), anna).zak("&account=crm").body()));
    assertEquals(200, latchkey.get(accessToken(anna, "anna-in-crm")).status());
    assertEquals(404, latchkey.get(accessToken(anna, "bert-in-crm")).status());
    String ofOther =
        signed("\"caller\":\"default\",\"kinds\":\"zak,access-token\",\"grant\":\"anna-in-crm\"");
    assertEquals(404, latchkey.get(accessToken(ofOther, "anna-in-crm")).status());
    assertEquals(200, new Callback(url(), ofOther).zak("&account=crm").status());
  }

  private static String signed(String fields) {
    Callback.Answer made =
        operator("POST", "ops/callback-tokens", "{" + fields + ",\"account\":\"crm\"}");
    assertEquals(201, made.status(), made.body());
    return made.json().getString("token");
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(6)
  void importedGrants_areNamed_andRefreshedAtOnce() {
    String carl = unnamed(app.grants().connect("carl"), "carl-in-crm");
    Callback.Answer imported = operator("POST", "ops/grants?verify=now", carl);
    assertEquals("refreshed", result(imported, 0).getString("result"), imported.body());
    assertEquals("exists", result(operator("POST", "ops/grants", carl), 0).getString("result"));
    assertEquals("carl", subject(latchkey.zak("&account=crm&grant=carl-in-crm").body()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> latchkey.zak("&account=crm&user=carl").status() == 200);
    StringBuilder lines = new StringBuilder();
    // Fewer refusals than those that switch the guard on.
    for (int i = 0; i < 4; i++) {
      lines.append(unnamed("no-token", "y" + i)).append('\n');
    }
    Callback.Answer stopped = operator("POST", "ops/grants?verify=now", lines.toString());
    assertEquals("refused_by_zoom", result(stopped, 0).getString("result"), stopped.body());
    assertEquals("skipped", result(stopped, 3).getString("result"), stopped.body());
    assertEquals(400, operator("POST", "ops/grants?verify=soon", carl).status());
    assertEquals(400, operator("POST", "ops/grants?dry-run=yes", carl).status());
  }

  private static String unnamed(String refreshToken, String reference) {
    return Json.createObjectBuilder()
        .add("account", "crm")
        .add("reference", reference)
        .add("refresh_token", refreshToken)
        .build()
        .toString();
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(7)
  void revokedGrant_isEndedAtZoom() {
    String id = id("carl-in-crm");
    assertEquals(200, operator("POST", "ops/grants/" + id + "/revoke", "").status());
    assertFalse(app.grants().isConnected("carl"));
    await()
        .atMost(Duration.ofSeconds(6))
        .until(() -> latchkey.zak("&account=crm&grant=carl-in-crm").status() == 409);
    assertEquals(200, operator("POST", "ops/grants/" + id + "/revoke", "").status(), "as before");
    assertEquals(409, operator("POST", "ops/grants/" + id + "/retry", "").status());
  }

  private static String id(String reference) {
    return operator("GET", "ops/grants?name=" + reference, "")
        .json()
        .getJsonArray("grants")
        .getJsonObject(0)
        .getString("id");
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(7)
  void handedOverGrant_isEncryptedForItsNewHolder() throws Exception {
    importOne("dora", "dora-in-crm");
    String path = "ops/grants/" + id("dora-in-crm") + "/hand-over";
    assertEquals(400, operator("POST", path, "{\"public_key\":\"none\"}").status());
    RSAKey key = new RSAKeyGenerator(2048).generate();
    String body = "{\"public_key\":" + key.toPublicJWK().toJSONString() + "}";
    Callback.Answer given = operator("POST", path, body);
    assertEquals(200, given.status(), given.body());
    JWEObject jwe = JWEObject.parse(given.json().getString("jwe"));
    jwe.decrypt(new RSADecrypter(key));
    String token = (String) jwe.getPayload().toJSONObject().get("refresh_token");
    assertTrue(app.grants().isNewest(token));
    assertEquals(409, operator("POST", path, body).status());
    await()
        .atMost(Duration.ofSeconds(6))
        .until(() -> latchkey.zak("&account=crm&grant=dora-in-crm").status() == 409);
  }

  private static void importOne(String user, String reference) {
    Callback.Answer imported = operator("POST", "ops/grants", line(user, reference));
    assertEquals("stored", result(imported, 0).getString("result"), imported.body());
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(7)
  void check_looksAtDatabaseAndApp_andUsesNoTokenUp() {
    int rotations = app.grants().rotations();
    JsonObject report = operator("POST", "ops/check", "").json();
    String ofApp =
        report.getJsonArray("accounts").getValuesAs(JsonObject.class).stream()
            .filter(account -> account.getString("account").equals("crm"))
            .findFirst()
            .orElseThrow()
            .toString();
    assertTrue(ofApp.contains("Zoom takes client id and client secret"), ofApp);
    assertTrue(ofApp.contains("it answers"), ofApp);
    assertEquals(rotations, app.grants().rotations());
    String metrics = operator("GET", "ops/metrics", "").body();
    assertTrue(metrics.contains("latchkey_database_up 1.0"), metrics);
    assertTrue(metrics.contains("latchkey_refreshes_total{account=\"crm\",outcome=\"stored\"}"));
  }

  /** The page of grants in a browser: found by a reference, revoked by a button, and imported. */
  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(7)
  void browser_looksAfterGrants() throws IOException {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    importOne("emil", "emil-in-crm");
    try (Browser browser = Browser.open()) {
      browser.go(latchkey.base().resolve("ops/login"));
      browser.press(OPERATOR, Keys.ENTER);
      browser.find("main .verdict");
      assertTrue(browser.find("#accounts").getText().contains("Grants of users"));
      assertEquals(List.of(), browser.inaccessible());
      for (int width : List.of(1280, 390)) {
        browser.size(width, 900);
        browser.dark(width == 390);
        browser.go(latchkey.base().resolve("ops/grants"));
        browser.find("table");
        assertEquals(List.of(), browser.inaccessible());
        assertTrue(browser.tooWide() <= 0, "width " + width);
        browser.screenshot(picture("grants-" + width));
      }
      browser.size(1280, 900);
      browser.dark(false);
      browser.go(latchkey.base().resolve("ops/grants?name=emil-in-crm"));
      assertEquals(List.of(), browser.inaccessible());
      browser.screenshot(picture("grant"));
      browser.find("form[action$='/revoke'] button").click();
      browser.awaitText("main", "an operator has revoked it");
      assertFalse(app.grants().isConnected("emil"));
      browser.run("document.querySelector('#lines').closest('details').open = true");
      browser.find("#lines").sendKeys("{}");
      browser.find("button[value='store']").click();
      browser.awaitText("main", "account must name an account");
      assertEquals(List.of(), browser.inaccessible());
      assertEquals(List.of(), browser.errors());
    }
  }

  private static Path picture(String name) {
    return Path.of("target/screenshots/" + name + ".png");
  }

  @Test
  @Order(7)
  void deletedGrant_isGone() {
    JsonObject listed = operator("GET", "ops/grants?state=active", "").json();
    assertTrue(listed.getJsonArray("grants").size() >= 2, listed.toString());
    String id = id("bert-in-crm");
    assertEquals(200, latchkey.zak("&account=crm&grant=" + id).status(), "by our id");
    Callback.Answer export = operator("POST", "ops/grants/" + id + "/export", "");
    assertTrue(export.body().contains("bert@example.com"), export.body());
    assertEquals("general-client", export.json().getString("client_id"));
    assertFalse(export.body().matches("(?s).*(refresh|access)_token.*"), export.body());
    assertEquals(200, operator("POST", "ops/grants/" + id + "/delete", "").status());
    assertEquals(404, operator("POST", "ops/grants/" + id + "/delete", "").status());
    await()
        .atMost(Duration.ofSeconds(6))
        .until(() -> latchkey.zak("&account=crm&grant=bert-in-crm").status() == 404);
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(8)
  void endedConsent_isAConflict_afterASecondLook() {
    int before = zoom.calls().count(Endpoint.TOKEN, "crm-id");
    app.grants().end("anna");
    app.killAccessTokens();
    String obf = "obf?token=" + TOKEN + "&account=crm&grant=anna-in-crm&meeting_id=123456789";
    Callback.Answer first = latchkey.get(obf);
    assertEquals(503, first.status(), first.body());
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> latchkey.get(obf).status() == 409);
    Callback.Answer ended = latchkey.get(obf);
    assertEquals(
        "The Zoom user must connect again.", ended.json().getString("detail"), ended.body());
    assertEquals(200, latchkey.zak("").status(), "the Server-to-Server account does not notice");
    // Two for this grant, and some for those that Zoom has refused to import.
    assertTrue(zoom.calls().count(Endpoint.TOKEN, "crm-id") - before < 10);
  }

  @Test
  @Order(9)
  void noToken_isInAFileOrLog() throws IOException {
    String written = server.everythingWritten();
    byte[] database =
        Files.readAllBytes(server.site().directory().resolve("database/latchkey.mv.db"));
    String stored = new String(database, java.nio.charset.StandardCharsets.ISO_8859_1);
    for (String secret : app.issued()) {
      assertFalse(written.contains(secret));
      assertFalse(stored.contains(secret));
      assertFalse(stored.contains(secret.substring(10, 22)));
    }
    assertFalse(written.contains("anna@example.com"));
  }

  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(10)
  void postgreSql_isUsedInTheSameWay() throws Exception {
    assertTrue(server.stopWithin(Duration.ofSeconds(45)));
    postgres = RestartablePostgreSql.start(server.site().directory().resolve("postgresql"));
    String publicUrl = server.url() + "/latchkey";
    app.settings().redirectUri(publicUrl + "/connect/callback");
    start(
        Map.of(
            "latchkey.public-url",
            publicUrl,
            "latchkey.consent.customer",
            "Acme+Ltd",
            "latchkey.database.url",
            postgres.place().url(),
            "latchkey.database.user",
            "latchkey",
            "latchkey.database.password",
            "anything"));
    importGrants();
    assertEquals("anna", subject(latchkey.zak("&account=crm&grant=anna-in-crm").body()));
  }

  /** The page needs no database, and the next step does. */
  @Test
  @Tag(Scope.ONE_SERVER)
  @Order(11)
  void browser_readsWhatToDo_whileTheDatabaseIsAway() throws Exception {
    assumeTrue(Browser.isThere(), "Debian's packages chromium and chromium-driver are missing");
    app.users().add("cleo", "cleo@example.com", "Cleo");
    Callback.Answer made = operator("POST", "ops/consents", "{\"account\":\"crm\"}");
    URI link = URI.create(made.json().getString("url"));
    try (Browser browser = Browser.open()) {
      browser.size(390, 900);
      browser.dark(true);
      browser.go(link);
      postgres.stop();
      browser.find("button.main").click();
      browser.awaitText("main", "Nothing has happened at Zoom. Open your link again in a minute.");
      assertEquals(503L, browser.status());
      assertEquals(List.of(), browser.inaccessible());
      assertTrue(browser.tooWide() <= 0, "narrow");
      browser.screenshot(picture("consent-database-away"));
      assertFalse(app.grants().isConnected("cleo"));
      browser.go(link);
      browser.awaitText("main", "Acme Ltd asks you");
      var unused = postgres.startAgain();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> operator("GET", "ops/grants", "").status() == 200);
      browser.find("button.main").click();
      browser.find("#user option[value='cleo']").click();
      browser.find("button[value='allow']").click();
      browser.awaitText("main", "Your Zoom is connected");
    }
  }
}
