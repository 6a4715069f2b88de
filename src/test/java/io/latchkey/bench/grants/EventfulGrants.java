package io.latchkey.bench.grants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.it.Callback;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.OauthRefusal;
import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Grants to which everything happens that Latchkey writes about. */
final class EventfulGrants {

  static final String FIRST = "anna";

  private static final String ZOOM_ACCOUNT = "crm-account";
  private static final List<String> MEETING_TOKENS = List.of("zak", "obf", "join-token");

  private final Setting setting;
  private final Callback latchkey;

  EventfulGrants(Setting setting, Callback latchkey) {
    this.setting = setting;
    this.latchkey = latchkey;
  }

  /** Imports, uses, refreshes, and hands over grants, and lets each of that fail. */
  void everything() throws JOSEException {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> operator("GET", "ops/grants", "").status() == 200);
    for (String user : List.of(FIRST, "bert", "carl", "dora", "emil", "fritz", "greta")) {
      importOne(user);
    }
    askForAll(FIRST);
    askForAll("bert");
    setting.app.killAccessTokens();
    askForAll(FIRST);
    failedRefreshes();
    handOver("dora", "{\"public_key\":\"none\"}");
    handOver("carl", publicKey());
    handOver("dora", publicKey());
    operator("POST", "ops/grants/" + id(latchkey, "bert") + "/revoke", "");
    wrongRequests();
  }

  /** Uses the grants that are left once more. */
  void everythingAgain() {
    setting.app.killAccessTokens();
    askForAll(FIRST);
    askForAll("greta");
    wrongRequests();
  }

  private void failedRefreshes() {
    setting.app.grants().refuse("carl", OauthRefusal.TOKEN_UNKNOWN);
    askForAll("carl");
    failing("emil", Fault.breaks(Fault.Break.CUT_BODY));
    failing("emil", Fault.answer(500, "{}"));
    // A Zoom that repeats secrets in its answer.
    String token = setting.app.grants().connect("echo");
    failing(
        "fritz",
        Fault.answer(
            400, "{\"reason\":\"" + token + "\",\"error\":\"invalid_grant " + token + "\"}"));
  }

  private void failing(String user, Fault fault) {
    setting.zoom.faults().plan(Endpoint.TOKEN, ZOOM_ACCOUNT, Faults.ANY, 1, fault);
    askForAll(user);
    setting.zoom.faults().clear(ZOOM_ACCOUNT);
  }

  private void askForAll(String reference) {
    for (String kind : MEETING_TOKENS) {
      latchkey.get(
          kind + "?token=" + Stage.TOKEN + "&meeting_id=123456789" + Stage.ofGrant(reference));
    }
    latchkey.get("access-token?token=" + Stage.API + Stage.ofGrant(reference));
  }

  /** Sends what is refused, with secrets where they do not belong. */
  private void wrongRequests() {
    String secret = URLEncoder.encode(setting.app.grants().connect("typist"), ISO_8859_1);
    latchkey.get("zak?token=" + Stage.TOKEN + "&account=crm&grant=" + secret);
    latchkey.get("zak?token=" + secret + "&account=crm");
    latchkey.get("access-token?token=" + Stage.TOKEN + Stage.ofGrant(FIRST));
    operator("POST", "ops/grants", "{\"refresh_token\":\"" + secret + "\"}");
    operator("POST", "ops/grants", "not JSON " + secret);
    operator("GET", "ops/grants?name=" + secret, "");
  }

  private void importOne(String user) {
    Callback.Answer imported =
        operator(
            "POST",
            "ops/grants",
            Json.createObjectBuilder()
                .add("account", Setting.ACCOUNT)
                .add("zoom_user_id", user)
                .add("email", user + "@example.com")
                .add("reference", user)
                .add("refresh_token", setting.app.grants().connect(user))
                .build()
                .toString());
    if (!imported.body().contains("stored")) {
      throw new IllegalStateException(imported.body());
    }
  }

  private void handOver(String user, String body) {
    operator("POST", "ops/grants/" + id(latchkey, user) + "/hand-over", body);
  }

  private static String publicKey() throws JOSEException {
    return "{\"public_key\":" + new RSAKeyGenerator(2048).generate().toPublicJWK() + "}";
  }

  private Callback.Answer operator(String method, String path, String body) {
    return latchkey.operator(Stage.OPERATOR, method, path, body);
  }

  /** Returns our id of a grant. */
  static String id(Callback latchkey, String reference) {
    return latchkey
        .operator(Stage.OPERATOR, "GET", "ops/grants?name=" + reference, "")
        .json()
        .getJsonArray("grants")
        .getJsonObject(0)
        .getString("id");
  }

  /** Stops PostgreSQL in the middle of a refresh. Returns what lies in the spool then. */
  String spooled(RestartablePostgreSql postgres, Path spool) throws IOException {
    int calls = setting.zoom.calls().count(Endpoint.TOKEN, ZOOM_ACCOUNT);
    setting
        .zoom
        .faults()
        .plan(Endpoint.TOKEN, ZOOM_ACCOUNT, Faults.ANY, 1, Fault.late(Duration.ofMillis(3500)));
    CompletableFuture<Callback.Answer> caller =
        CompletableFuture.supplyAsync(() -> latchkey.zak(Stage.ofGrant("greta")));
    await().until(() -> setting.zoom.calls().count(Endpoint.TOKEN, ZOOM_ACCOUNT) > calls);
    postgres.stop();
    await().atMost(Duration.ofSeconds(30)).until(() -> !files(spool).isEmpty());
    System.out.println("  the caller of the spooled pair got " + caller.join().status());
    StringBuilder text = new StringBuilder();
    for (Path file : files(spool)) {
      text.append(new String(Files.readAllBytes(file), ISO_8859_1));
    }
    return text.toString();
  }

  /** Waits until the next process has stored what lies in the spool. */
  void awaitStored(Path spool) {
    await().atMost(Duration.ofSeconds(60)).until(() -> files(spool).isEmpty());
  }

  private static List<Path> files(Path spool) {
    try (Stream<Path> files = Files.list(spool)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
