package io.latchkey.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends requests at an even rate to one server for some minutes, with tokens that live for seconds,
 * while {@link Weather} lets Zoom fail. Prints a line a minute and writes {@code target/soak.md} at
 * the end. Exits with 1 if a caller got no ZAK although the last ZAK for its user was still good,
 * or if a wrong callback token was not answered with 401.
 */
public final class Soak {

  private static final String TOKEN = "soak-callback-token-0123456789abcdef0";
  private static final int MINUTES = Integer.getInteger("soak.minutes", 30);
  private static final int PER_SECOND = Integer.getInteger("soak.per-second", 50);
  private static final int WRONG_PER_SECOND = 10;
  private static final long SEED = Long.getLong("soak.seed", 1);
  private static final int USERS = 10;
  private static final List<String> ACCOUNTS = List.of("default", "sales");
  private static final Duration REUSE_FOR = Duration.ofSeconds(4);
  private static final Duration MIN_REMAINING = Duration.ofSeconds(10);
  private static final Pattern EXP = Pattern.compile("\"exp\":(\\d+)");

  private record Seen(int status, long nanos, boolean explained) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<Seen> right = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> wrong = new ConcurrentLinkedQueue<>();
  private final Map<String, Instant> goodUntil = new ConcurrentHashMap<>();
  private final AtomicLong sent = new AtomicLong();
  private final List<String> lines = new ArrayList<>();

  private Soak() {}

  public static void main(String... args) throws Exception {
    System.exit(new Soak().run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    Path target = Path.of(System.getProperty("program.target", "target"));
    try (Weather weather = new Weather(new Random(SEED), ACCOUNTS);
        Server server = server(target, weather)) {
      System.out.printf(
          "%s minutes on %s, %s requests a second, seed %s%n",
          MINUTES, System.getProperty("latchkey.server"), PER_SECOND, SEED);
      server.start();
      if (!server.awaitReady(Duration.ofMinutes(3), () -> {})) {
        throw new IllegalStateException("not ready; see " + server.logFile());
      }
      ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
      schedule(load, PER_SECOND, () -> callRight(server));
      schedule(load, WRONG_PER_SECOND, () -> callWrong(server));
      Instant end = Instant.now().plus(Duration.ofMinutes(MINUTES));
      heading();
      Thread reports = reports(server, weather, end);
      change(weather, end);
      reports.join();
      load.shutdown();
      load.awaitTermination(20, TimeUnit.SECONDS);
      return report(target, weather);
    }
  }

  private static Server server(Path target, Weather weather) throws IOException {
    Server server =
        ServerKind.ofThisBuild()
            .at(Site.ofThisBuild(target.resolve("soak"), Site.Ports.free(), "-Xmx256m"));
    Map<String, String> keys = new HashMap<>();
    for (String account : ACCOUNTS) {
      String prefix =
          account.equals("default") ? "latchkey.zoom." : "latchkey.zoom.account." + account + ".";
      keys.put(prefix + "account-id", account);
      keys.put(prefix + "client-id", account + "-client");
      keys.put(prefix + "client-secret", Weather.secret(account));
    }
    keys.put("latchkey.zoom.accounts", "sales");
    keys.put("latchkey.zoom.oauth-url", weather.url());
    keys.put("latchkey.zoom.api-url", weather.url());
    keys.put("latchkey.callback.token", TOKEN);
    keys.put("latchkey.zak.ttl", "PT60S");
    keys.put("latchkey.zak.reuse-for", REUSE_FOR.toString());
    keys.put("latchkey.zak.outage-reuse-for", "PT50S");
    keys.put("latchkey.zak.min-remaining", MIN_REMAINING.toString());
    server.configure(keys);
    return server;
  }

  private static void schedule(ScheduledExecutorService load, int perSecond, Runnable call) {
    long micros = 1_000_000L / perSecond;
    var unused = load.scheduleAtFixedRate(call, micros, micros, TimeUnit.MICROSECONDS);
  }

  private void callRight(Server server) {
    long n = sent.getAndIncrement();
    String account = ACCOUNTS.get((int) (n % ACCOUNTS.size()));
    String who = "account=%s&user=user%s".formatted(account, n / 2 % USERS);
    long start = System.nanoTime();
    var unused =
        http.sendAsync(
                request(server, "token=" + TOKEN + "&" + who), HttpResponse.BodyHandlers.ofString())
            .whenComplete(
                (answer, thrown) -> {
                  int status = thrown == null ? status(answer) : 0;
                  if (status == 200) {
                    goodUntil.merge(who, goodUntil(answer.body()), (a, b) -> a.isAfter(b) ? a : b);
                  }
                  right.add(new Seen(status, System.nanoTime() - start, explained(status, who)));
                });
  }

  /**
   * Returns until when Latchkey may serve this ZAK. The clock of the simulated Zoom is that of this
   * machine.
   */
  private static Instant goodUntil(String zak) {
    String claims = new String(Base64.getUrlDecoder().decode(zak.split("\\.", -1)[1]), UTF_8);
    Matcher exp = EXP.matcher(claims);
    if (!exp.find()) {
      throw new IllegalStateException("a ZAK without exp");
    }
    return Instant.ofEpochSecond(Long.parseLong(exp.group(1))).minus(MIN_REMAINING);
  }

  /**
   * Returns whether a failure was to be expected: the last ZAK of the user is no longer good. A
   * second is added, since {@code exp} is in whole seconds and an answer takes some time.
   */
  private boolean explained(int status, String who) {
    Instant last = goodUntil.getOrDefault(who, Instant.MIN);
    return status == 503 && Instant.now().plusSeconds(1).isAfter(last);
  }

  /** Returns the status; -200 for a 200 without a ZAK, which is worse than any failure. */
  private static int status(HttpResponse<String> answer) {
    boolean zak = answer.body().matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    return answer.statusCode() == 200 && !zak ? -200 : answer.statusCode();
  }

  private void callWrong(Server server) {
    var unused =
        http.sendAsync(
                request(server, "token=guess" + wrong.size()), HttpResponse.BodyHandlers.ofString())
            .whenComplete((answer, thrown) -> wrong.add(thrown == null ? answer.statusCode() : 0));
  }

  private static HttpRequest request(Server server, String query) {
    return HttpRequest.newBuilder(URI.create(server.url() + "/latchkey/zak?" + query))
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  private static void change(Weather weather, Instant end)
      throws IOException, InterruptedException {
    while (Instant.now().isBefore(end.minusSeconds(30))) {
      TimeUnit.SECONDS.sleep(8);
      TimeUnit.MILLISECONDS.sleep(weather.worsen().toMillis());
      weather.clear();
    }
  }

  private Thread reports(Server server, Weather weather, Instant end) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int minute = 1; Instant.now().isBefore(end); minute++) {
                  TimeUnit.SECONDS.sleep(60);
                  line(minute, server, weather);
                }
              } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  private void heading() {
    lines.add(
        "| minute | requests | 200 | other | p50 ms | p99 ms | slowest ms | ZAK calls | token calls"
            + " | heap MiB | threads | files | log KiB |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    lines.forEach(System.out::println);
  }

  private void line(int minute, Server server, Weather weather) throws IOException {
    List<Seen> all = List.copyOf(right);
    long[] millis = all.stream().mapToLong(seen -> seen.nanos / 1_000_000).sorted().toArray();
    long good = all.stream().filter(seen -> seen.status == 200).count();
    String line =
        "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |"
            .formatted(
                minute,
                all.size(),
                good,
                all.size() - good,
                millis[millis.length / 2],
                millis[(int) (millis.length * 0.99)],
                millis[millis.length - 1],
                weather.zakCalls(),
                weather.tokenCalls(),
                Jvm.heapMib(server),
                Jvm.threads(server),
                Jvm.openFiles(server),
                server.everythingWritten().length() / 1024);
    lines.add(line);
    System.out.println(line);
  }

  private boolean report(Path target, Weather weather) throws IOException {
    Map<Integer, Integer> statuses = new TreeMap<>();
    right.forEach(seen -> statuses.merge(seen.status, 1, Integer::sum));
    long unexplained = right.stream().filter(seen -> seen.status != 200 && !seen.explained).count();
    long notRefused = wrong.stream().filter(status -> status != 401).count();
    double steady =
        ACCOUNTS.size() * USERS * MINUTES * 60.0 / (REUSE_FOR.toMillis() / 1000.0 * 0.75);
    lines.add("");
    lines.add("- answers by status: " + statuses);
    lines.add("- not 200, though the user's last ZAK was still good: " + unexplained);
    lines.add(
        "- wrong callback tokens: %s, answered otherwise than 401: %s"
            .formatted(wrong.size(), notRefused));
    lines.add("- Zoom's illnesses: " + weather.seen());
    lines.add(
        "- calls for ZAKs: %s; one for each of %s users every three quarters of %s would be %.0f"
            .formatted(weather.zakCalls(), ACCOUNTS.size() * USERS, REUSE_FOR, steady));
    List<String> tail = lines.subList(lines.size() - 6, lines.size());
    tail.forEach(System.out::println);
    Files.write(target.resolve("soak.md"), lines);
    System.out.println("Written to " + target.resolve("soak.md"));
    return unexplained == 0 && notRefused == 0;
  }
}
