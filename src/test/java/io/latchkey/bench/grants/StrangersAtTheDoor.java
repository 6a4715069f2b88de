package io.latchkey.bench.grants;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.it.Callback;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends what anybody on the Internet can send to the routes of users and of Zoom, and measures
 * whether callers and refreshes notice it.
 */
final class StrangersAtTheDoor implements AutoCloseable {

  private static final String WEBHOOK_SECRET = "bench-webhook-secret-0123456789";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private final double scale;
  private final Figures figures;
  private final RestartablePostgreSql postgres;
  private final Stage stage;
  private final Server server;
  private final Callback latchkey;
  private final ExecutorService sender = Executors.newSingleThreadExecutor();

  private StrangersAtTheDoor(double scale, Figures figures) throws Exception {
    this.scale = scale;
    this.figures = figures;
    postgres = Stage.postgreSql(Map.of("shared_preload_libraries", "pg_stat_statements"));
    postgres.executeAsSuperuser("latchkey", "create extension pg_stat_statements");
    stage = Stage.with(postgres);
    server = Rig.server(ServerKind.PAYARA_MICRO, "strangers");
    Map<String, String> keys = stage.keys();
    keys.put("latchkey.zoom.account." + Setting.ACCOUNT + ".webhook-secret", WEBHOOK_SECRET);
    keys.put("latchkey.signed-url.key", Base64.getEncoder().encodeToString(new byte[32]));
    Rig.start(server, keys);
    latchkey = Stage.callback(server);
  }

  static Figures run(double scale) throws Exception {
    Figures figures = new Figures();
    try (StrangersAtTheDoor measured = new StrangersAtTheDoor(scale, figures)) {
      measured.events();
      measured.states();
    }
    return figures;
  }

  // --- events of Zoom

  private void events() throws Exception {
    try (EventRounds rounds = new EventRounds(stage, server, WEBHOOK_SECRET, scale)) {
      rounds.run(figures);
    }
  }

  // --- states that nobody has made

  private void states() throws Exception {
    int refreshes = GrantPart.times(60, scale);
    List<Duration> quiet = refreshes("quiet", refreshes);
    AtomicInteger sent = new AtomicInteger();
    Statements before = Statements.of(postgres);
    Future<?> flood = sender.submit(() -> flood(sent));
    List<Duration> flooded = refreshes("flooded", refreshes);
    flood.cancel(true);
    Map<String, Long> statements = Statements.of(postgres).since(before).calls();
    long ofConsents =
        statements.entrySet().stream()
            .filter(each -> each.getKey().contains("latchkey_consent"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    figures.add("refreshes without strangers", Figures.spread(quiet), "");
    figures.add(
        "random states a second meanwhile",
        String.format(Locale.ROOT, "%.0f", sent.get() / (refreshes * 0.25)),
        "1000");
    figures.add("refreshes beside them", Figures.spread(flooded), "at most 100 ms more");
    figures.add("statements about consents", ofConsents, "0");
  }

  /** Asks for tokens of new grants, one each quarter of a second. Each needs a refresh. */
  private List<Duration> refreshes(String name, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      var unused = stage.setting.connect(name + i, null, Duration.ZERO);
    }
    List<Duration> times = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begin + i * 250_000_000L;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
      int status = latchkey.zak(Stage.ofGrant(name + i)).status();
      if (status != 200) {
        throw new IllegalStateException("a grant is answered " + status);
      }
      times.add(Duration.ofNanos(System.nanoTime() - due));
    }
    return times;
  }

  /** Sends a thousand requests a second, evenly, until it is interrupted. */
  private Void flood(AtomicInteger sent) throws Exception {
    String callback = server.url() + "/latchkey/connect/callback?code=x&state=ls1.";
    long begin = System.nanoTime();
    for (long i = 0; !Thread.currentThread().isInterrupted(); i++) {
      TimeUnit.NANOSECONDS.sleep(Math.max(0, begin + i * 1_000_000 - System.nanoTime()));
      String made = "A".repeat(43) + "." + String.format(Locale.ROOT, "%043d", i);
      var unused =
          HTTP.sendAsync(
                  HttpRequest.newBuilder(URI.create(callback + made)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .thenAccept(answer -> sent.incrementAndGet());
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    sender.shutdownNow();
    server.close();
    stage.close();
    postgres.close();
  }
}
