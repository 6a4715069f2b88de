package io.latchkey.bench.grants;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.grant.GrantId;
import io.latchkey.it.Callback;
import io.latchkey.it.ConsentBrowser;
import io.latchkey.it.ConsentBrowser.Back;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Kills a Payara Micro at each step of a user's consent, and starts it again. Then the user loads
 * the page again, and begins again with the same link if that page does not say that the user is
 * connected.
 */
final class ConsentKills implements AutoCloseable {

  /** The moment of a kill. */
  private enum Step {
    USER_LEAVES("the user is at Zoom and begins again"),
    USER_RETURNS("the user is at Zoom and comes back"),
    CODE_SENT("Zoom has given tokens, and its answer is on its way"),
    USER_ASKED("Latchkey asks Zoom who the user is"),
    STORING_FROZEN("the grant is being stored, and PostgreSQL is frozen"),
    STORING_STOPPED("the grant is being stored, and PostgreSQL is stopped"),
    COMMITTED("the grant is committed, and Latchkey does not know");

    private final String words;

    Step(String words) {
      this.words = words;
    }

    /** Returns whether the user is connected without doing anything again. */
    boolean isConnectedByReload() {
      return this == USER_RETURNS || this == COMMITTED;
    }
  }

  private static final String CONNECTED = "Your Zoom is connected";
  private static final Duration LONGER_THAN_THE_SERVER_LIVES = Duration.ofSeconds(20);
  private static final Pattern STATUS = Pattern.compile("role=\"status\"[^>]*>([^<]*)<");
  private static final Pattern HEADING = Pattern.compile("<h1>([^<]*)<");

  private final RestartablePostgreSql postgres = Stage.postgreSql(Map.of());
  private final Stage stage = Stage.with(postgres);
  private final HeldStore store = new HeldStore(postgres, stage.setting);
  private final Server server = Rig.server(ServerKind.PAYARA_MICRO, "consent-kills");
  private final Callback latchkey;
  private final ExecutorService browsers = Executors.newCachedThreadPool();
  private final Figures figures = new Figures();
  private int kills;
  private int tooLate;
  private int useless;
  private int withoutTokens;

  private ConsentKills() throws Exception {
    String publicUrl = server.url() + "/latchkey";
    stage.setting.app.settings().redirectUri(publicUrl + "/connect/callback");
    Map<String, String> keys = stage.keys();
    keys.put("latchkey.public-url", publicUrl);
    keys.put("latchkey.signed-url.key", Base64.getEncoder().encodeToString(new byte[32]));
    Rig.start(server, keys);
    latchkey = Stage.callback(server);
  }

  static Figures run(double scale) throws Exception {
    try (ConsentKills measured = new ConsentKills()) {
      for (Step step : Step.values()) {
        measured.kill(step, GrantPart.times(3, scale));
      }
      return measured.report();
    }
  }

  private void kill(Step step, int times) throws Exception {
    Set<String> said = new TreeSet<>();
    for (int i = 1; i <= times; i++) {
      String user = "consent" + ++kills;
      stage.setting.app.users().add(user, user + "@example.com", user);
      awaitDatabase();
      String link = link(user);
      Back back = ConsentBrowser.atZoom(link, user, "allow");
      killWhile(step, user, back);
      Rig.startAgain(server);
      awaitDatabase();
      lookForTokens();
      said.add(goOn(step, user, link, back));
      lookForTokens();
    }
    if (step != Step.USER_LEAVES) {
      figures.add("after a kill while " + step.words + ", a reload says", said, "");
    }
  }

  private void awaitDatabase() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> latchkey.operator(Stage.OPERATOR, "GET", "ops/grants", "").status() == 200);
  }

  /** Returns a new link. */
  private String link(String reference) {
    JsonObject fields =
        Json.createObjectBuilder()
            .add("account", Setting.ACCOUNT)
            .add("reference", reference)
            .build();
    return latchkey
        .operator(Stage.OPERATOR, "POST", "ops/consents", fields.toString())
        .json()
        .getString("url");
  }

  // --- kills

  private void killWhile(Step step, String user, Back back) throws Exception {
    switch (step) {
      case USER_LEAVES, USER_RETURNS -> Stage.kill(server);
      case CODE_SENT -> killWhileHeld(Endpoint.CODE, user, back);
      case USER_ASKED -> killWhileHeld(Endpoint.ME, user, back);
      case STORING_FROZEN, STORING_STOPPED, COMMITTED -> killWhileStoring(step, back);
    }
  }

  /** Lets Zoom do its work, and kills the server before Zoom answers. */
  private void killWhileHeld(Endpoint endpoint, String user, Back back) throws Exception {
    Faults faults = stage.setting.zoom.faults();
    faults.plan(endpoint, Faults.ANY, Faults.ANY, 1, Fault.late(LONGER_THAN_THE_SERVER_LIVES));
    int before = asked(endpoint);
    Future<HttpResponse<String>> answer = browsers.submit(back::arrive);
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> asked(endpoint) > before && stage.setting.app.grants().isConnected(user));
    killBefore(answer);
    faults.clear(Faults.ANY);
  }

  private int asked(Endpoint endpoint) {
    return stage.setting.zoom.calls().count(endpoint, stage.setting.app.accountId());
  }

  private void killWhileStoring(Step step, Back back) throws Exception {
    store.hold();
    Future<HttpResponse<String>> answer = browsers.submit(back::arrive);
    store.awaitHeld();
    switch (step) {
      case STORING_FROZEN -> {
        postgres.freeze();
        killBefore(answer);
        postgres.thaw();
        store.release();
      }
      case STORING_STOPPED -> {
        postgres.stop();
        // The server tries each second to store, and nothing outside shows it.
        TimeUnit.SECONDS.sleep(3);
        killBefore(answer);
        store.release();
        var unused = postgres.startAgain();
      }
      default -> {
        store.holdCommits();
        store.release();
        store.awaitCommitHeld();
        killBefore(answer);
        store.releaseCommits();
      }
    }
  }

  private void killBefore(Future<HttpResponse<String>> answer) throws IOException {
    tooLate += answer.isDone() ? 1 : 0;
    Stage.kill(server);
  }

  // --- what is left

  private void lookForTokens() {
    withoutTokens +=
        (int)
            stage.setting.number(
                "select count(*) from latchkey_grant where state = 'active'"
                    + " and (refresh_token is null or access_token is null)");
  }

  /**
   * Lets the user go on, and looks whether the user is connected then. Returns what the page says
   * that a reload leads to.
   */
  private String goOn(Step step, String user, String link, Back back) throws Exception {
    String said = "";
    try {
      if (step != Step.USER_LEAVES) {
        said = ending(ConsentBrowser.pageAfter(back.arrive()));
      }
      if (!step.isConnectedByReload()) {
        Back again = ConsentBrowser.atZoom(link, user, "allow");
        assertEquals(CONNECTED, ending(ConsentBrowser.pageAfter(again.arrive())));
      }
      assertConnected(user, link);
    } catch (AssertionError failure) {
      useless++;
      System.out.println("  after a kill while " + step.words + ": " + failure.getMessage());
    }
    return said;
  }

  private void assertConnected(String user, String link) throws Exception {
    assertEquals(410, ConsentBrowser.get(link, null).statusCode(), "the link is used");
    String grant = Stage.ofGrant(user);
    assertEquals(200, latchkey.zak(grant).status());
    String obf = "obf?meeting_id=81234567890&token=" + Stage.TOKEN + grant;
    assertEquals(200, latchkey.get(obf).status());
    assertTrue(stage.setting.hasNewest(stage.setting.found(grantOf(user))));
  }

  private GrantId grantOf(String reference) {
    return new GrantId(
        latchkey
            .operator(Stage.OPERATOR, "GET", "ops/grants?name=" + reference, "")
            .json()
            .getJsonArray("grants")
            .getJsonObject(0)
            .getString("id"));
  }

  /** Returns how a page says that a consent ended. */
  private static String ending(String page) {
    return STATUS
        .matcher(page)
        .results()
        .findFirst()
        .or(() -> HEADING.matcher(page).results().findFirst())
        .map(found -> found.group(1))
        .orElseThrow();
  }

  private Figures report() {
    return figures
        .add("kills", kills, "")
        .add("kills that came after the answer", tooLate, "0")
        .add("links that could not be used again", useless, "0")
        .add("active grants without tokens", withoutTokens, "0");
  }

  @Override
  public void close() throws IOException {
    browsers.shutdownNow();
    server.close();
    stage.close();
    postgres.close();
  }
}
