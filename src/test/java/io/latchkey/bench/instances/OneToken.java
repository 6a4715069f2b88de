package io.latchkey.bench.instances;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.simulator.Calls.Call;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount.Tolerance;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** One access token of a Server-to-Server account, renewed every two seconds. */
record OneToken(Together together, Figures figures) {

  private static final Duration LIFE = Duration.ofSeconds(4);
  private static final Duration LENGTH = Duration.ofMinutes(10);
  private static final int USERS = 40;

  /** Of a ZAK that is handed out, by default. */
  private static final Duration LEAST_LIFE = Duration.ofMinutes(15);

  /** What the servers answered, and the answers that are under way. */
  private static final class Answers {
    final Map<String, LongAdder> statuses = new ConcurrentHashMap<>();
    final LongAdder old = new LongAdder();
    final Queue<CompletableFuture<?>> all = new ConcurrentLinkedQueue<>();

    void add(String status) {
      statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
    }
  }

  void run(double scale) throws Exception {
    together.app.tolerance(Tolerance.NEWEST_ONLY).accessTokenLife(LIFE);
    // Each request is a mint, which needs the access token.
    together
        .with("latchkey.zak.reuse-for", "PT0S")
        .with("latchkey.zak.outage-reuse-for", "PT0S")
        .with("latchkey.zoom.calls-per-second", "80")
        .start();
    Answers answers = new Answers();
    AtomicInteger user = new AtomicInteger();
    int before = together.calls(Endpoint.TOKEN).size();
    long generationBefore = generation();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    for (int server = 0; server < together.servers.size(); server++) {
      int number = server;
      clock.scheduleAtFixedRate(
          () -> ask(number, user.incrementAndGet() % USERS, answers),
          50L * server,
          200,
          TimeUnit.MILLISECONDS);
    }
    Duration length = Duration.ofMillis((long) (LENGTH.toMillis() * scale));
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
    clock.shutdownNow();
    answers.all.forEach(CompletableFuture::join);
    List<Call> calls = together.calls(Endpoint.TOKEN);
    figures.add("servers", together.names(), "");
    figures.add("clocks", together.clocks.inWords(), "");
    figures.add("seconds, with a renewal every two", length.toSeconds(), "");
    figures.add("answers", answers.statuses, "only 200");
    figures.add("ZAKs that were nearly over", answers.old.sum(), "0");
    figures.add("calls for an access token", calls.size() - before, "");
    figures.add("access tokens that were stored", generation() - generationBefore, "as many");
    figures.add("calls less than a second after another", tooClose(calls, before), "0");
  }

  private void ask(int server, int user, Answers answers) {
    answers.all.add(
        together
            .zak(server, "&user=user" + user)
            .handle(
                (answer, failure) -> {
                  answers.add(answer == null ? "cut off" : Integer.toString(answer.status()));
                  if (answer != null
                      && answer.status() == 200
                      && lifeLeft(answer.body()) < LEAST_LIFE.toSeconds()) {
                    answers.old.increment();
                  }
                  return answer;
                }));
  }

  /** Returns the seconds until the end of a ZAK, by the clock of this machine. */
  private static long lifeLeft(String zak) {
    String payload = new String(Base64.getUrlDecoder().decode(zak.split("\\.")[1]), UTF_8);
    try (JsonReader reader = Json.createReader(new StringReader(payload))) {
      return reader.readObject().getJsonNumber("exp").longValue() - Instant.now().getEpochSecond();
    }
  }

  private long generation() {
    return together.setting.number(
        "select coalesce(max(generation), 0) from latchkey_account_token");
  }

  private static long tooClose(List<Call> calls, int from) {
    long close = 0;
    for (int i = Math.max(1, from); i < calls.size(); i++) {
      Duration apart = Duration.between(calls.get(i - 1).at(), calls.get(i).at());
      close += apart.toMillis() < 1000 ? 1 : 0;
    }
    return close;
  }
}
