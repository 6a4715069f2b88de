package io.latchkey.bench.instances;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.it.Callback.Answer;
import io.latchkey.simulator.Calls.Call;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount.Plan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Users who ask at once, four of whom Zoom serves in a second. Each asks until it is served. */
final class OneQuota {

  private static final int USERS = 200;
  private static final int A_SECOND = 4;

  private final Together together;
  private final Figures figures;
  private final AtomicInteger served = new AtomicInteger();
  private volatile int killed = -1;

  OneQuota(Together together, Figures figures) {
    this.together = together;
    this.figures = figures;
  }

  void run(double scale) throws Exception {
    together
        .with("latchkey.zak.reuse-for", "PT0S")
        .with("latchkey.zak.outage-reuse-for", "PT0S")
        .with("latchkey.zoom.calls-per-second", Integer.toString(A_SECOND))
        .start();
    warmUp();
    together.app.plan(Plan.FREE).countByTheClock();
    int users = (int) Math.max(40, USERS * scale);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    int before = together.calls(Endpoint.ZAK).size();
    for (int user = 0; user < users; user++) {
      all.add(askUntilServed(user));
    }
    while (served.get() < users / 2) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    Instant kill = kill();
    all.forEach(CompletableFuture::join);
    List<Call> calls =
        together.calls(Endpoint.ZAK).subList(before, together.calls(Endpoint.ZAK).size());
    List<Instant> times = calls.stream().map(Call::at).sorted().toList();
    figures.add("servers, the last of which was killed halfway", together.names(), "");
    figures.add("users, each served", served.get(), "");
    figures.add(
        "calls, of which those beyond the users met a 429 or were cut off", times.size(), "");
    figures.add("most calls in a second of the clock", mostByTheClock(times), "at most 4");
    figures.add("most calls in any second", mostInAnySecond(times), "at most 5");
    figures.add("of the quota used before the kill", used(times, times.get(0), kill), "0.9");
    figures.add(
        "of the quota used from 10 s after the kill",
        used(times, kill.plusSeconds(10), times.get(times.size() - 1)),
        "0.9");
    figures.add(
        "of the quota used in the 10 s after the kill",
        used(times, kill, kill.plusSeconds(10)),
        "");
  }

  /** A server that has just been started compiles for seconds, and sends late what was in time. */
  private void warmUp() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      for (int server = 0; server < together.servers.size(); server++) {
        together.zak(server, "&user=warm" + i).join();
      }
    }
    TimeUnit.SECONDS.sleep(2);
  }

  private Instant kill() throws IOException {
    killed = together.servers.size() - 1;
    Instant now = Instant.now();
    together.kill(killed);
    return now;
  }

  private CompletableFuture<Void> askUntilServed(int user) {
    int server = user % together.servers.size();
    return together
        .zak(server == killed ? 0 : server, "&user=user" + user)
        .handle((answer, cutOff) -> cutOff != null ? 1 : pause(answer))
        .thenCompose(
            seconds ->
                seconds == 0
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.supplyAsync(
                            () -> user,
                            CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
                        .thenCompose(this::askUntilServed));
  }

  /** Returns the seconds until the next question; zero for none. */
  private int pause(Answer answer) {
    if (answer.status() == 200) {
      served.incrementAndGet();
      return 0;
    }
    String retryAfter = answer.header("Retry-After");
    return retryAfter == null || retryAfter.isEmpty() ? 1 : Integer.parseInt(retryAfter);
  }

  static long mostByTheClock(List<Instant> times) {
    return times.stream().collect(groupingBy(Instant::getEpochSecond, counting())).values().stream()
        .max(Long::compare)
        .orElse(0L);
  }

  private static int mostInAnySecond(List<Instant> times) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < times.size(); last++) {
      while (Duration.between(times.get(first), times.get(last)).toMillis() >= 1000) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private static String used(List<Instant> times, Instant from, Instant until) {
    double seconds = Duration.between(from, until).toMillis() / 1000.0;
    long calls = times.stream().filter(at -> !at.isBefore(from) && at.isBefore(until)).count();
    return seconds <= 0
        ? "nothing was left to do"
        : String.format(Locale.ROOT, "%.2f", calls / seconds / A_SECOND);
  }
}
