package io.latchkey.bench.instances;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.it.Callback;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** What one instance ends is refused by the others. */
record EndedElsewhere(Together together, Figures figures) {

  private static final int ROUNDS = 10;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  void run(double scale) throws Exception {
    together.with("latchkey.zak.reuse-for", "PT1M").start();
    List<Duration> revoked = new ArrayList<>();
    List<Duration> signedOut = new ArrayList<>();
    for (int round = 0; round < Math.max(2, Math.round(ROUNDS * scale)); round++) {
      revoked.add(revoke("user" + round));
      signedOut.add(signOut());
    }
    figures.add("servers", together.names(), "");
    figures.add("from a revocation until all refuse", Figures.spread(revoked), "at most 5 s");
    figures.add("from a sign-out until all refuse", Figures.spread(signedOut), "at most 5 s");
  }

  private Duration revoke(String user) throws Exception {
    var id = together.setting.connect(user, null, Duration.ZERO);
    String query = "&account=" + Setting.ACCOUNT + "&grant=" + user;
    for (int server = 0; server < together.servers.size(); server++) {
      int number = server;
      until(() -> together.zak(number, query).join().status() == 200);
    }
    Callback.Answer answer =
        together
            .callback(0)
            .operator(Together.OPERATOR, "POST", "ops/grants/" + id.value() + "/revoke", "");
    if (answer.status() / 100 != 2) {
      throw new IllegalStateException("revoke: " + answer.body());
    }
    return untilAll(server -> together.zak(server, query).join().status() == 409);
  }

  private Duration signOut() throws Exception {
    HttpResponse<String> login =
        HTTP.send(
            HttpRequest.newBuilder(url(0, "ops/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + Together.OPERATOR))
                .build(),
            BodyHandlers.ofString());
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    String page = status(0, cookie).body();
    int begin = page.indexOf("name=\"csrf\" value=\"") + "name=\"csrf\" value=\"".length();
    String form = page.substring(begin, page.indexOf('"', begin));
    HTTP.send(
        HttpRequest.newBuilder(url(0, "ops/logout"))
            .header("Cookie", cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("csrf=" + form))
            .build(),
        BodyHandlers.discarding());
    return untilAll(server -> status(server, cookie).statusCode() != 200);
  }

  private HttpResponse<String> status(int server, String cookie) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(url(server, "ops/status")).header("Cookie", cookie).build(),
        BodyHandlers.ofString());
  }

  private URI url(int server, String path) {
    return URI.create(together.servers.get(server).url() + "/latchkey/" + path);
  }

  /** What is true of a server. */
  @FunctionalInterface
  private interface Fact {
    boolean isTrueOf(int server) throws Exception;
  }

  private Duration untilAll(Fact fact) throws Exception {
    long begin = System.nanoTime();
    for (int server = 0; server < together.servers.size(); server++) {
      int number = server;
      until(() -> fact.isTrueOf(number));
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within 30 s");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
