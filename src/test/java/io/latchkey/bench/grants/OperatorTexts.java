package io.latchkey.bench.grants;

import io.latchkey.it.Callback;
import io.latchkey.server.Server;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** What operators and those who collect metrics can read. */
final class OperatorTexts {

  private OperatorTexts() {}

  /** Returns each text by its name. */
  static Map<String, String> of(Server server, Callback latchkey) {
    Map<String, String> texts = new LinkedHashMap<>();
    String cookie = signIn(latchkey);
    texts.put("status page", page(latchkey, cookie, "ops/status"));
    texts.put("page of grants", page(latchkey, cookie, "ops/grants"));
    texts.put(
        "page of one grant", page(latchkey, cookie, "ops/grants?name=" + EventfulGrants.FIRST));
    texts.put("grants as JSON", operator(latchkey, "GET", "ops/grants"));
    texts.put(
        "export of a grant",
        operator(
            latchkey,
            "POST",
            "ops/grants/" + EventfulGrants.id(latchkey, EventfulGrants.FIRST) + "/export"));
    texts.put("report of check now", operator(latchkey, "POST", "ops/check"));
    texts.put("metrics", operator(latchkey, "GET", "ops/metrics"));
    texts.put("metrics of the server", answered(get(server.opsUrl() + "/metrics"), "metrics"));
    texts.put("health", answered(get(server.opsUrl() + "/health"), "health"));
    return texts;
  }

  private static String signIn(Callback latchkey) {
    Callback.Answer answer =
        latchkey.send(
            HttpRequest.newBuilder(latchkey.base().resolve("ops/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + Stage.OPERATOR))
                .build());
    return answer.header("Set-Cookie").split(";")[0];
  }

  private static String page(Callback latchkey, String cookie, String path) {
    return answered(
        latchkey.send(
            HttpRequest.newBuilder(latchkey.base().resolve(path)).header("Cookie", cookie).build()),
        path);
  }

  private static String operator(Callback latchkey, String method, String path) {
    return answered(latchkey.operator(Stage.OPERATOR, method, path, ""), path);
  }

  private static Callback.Answer get(String url) {
    return Callback.sendNow(HttpRequest.newBuilder(URI.create(url)).build()).join();
  }

  private static String answered(Callback.Answer answer, String what) {
    if (answer.status() != 200) {
      throw new IllegalStateException(what + ": " + answer.status() + " " + answer.body());
    }
    return answer.http().headers().map() + answer.body();
  }
}
