package io.latchkey.bench.grants;

import io.latchkey.bench.EvenRate;
import io.latchkey.bench.Load;
import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.server.Server;
import io.latchkey.simulator.ZoomEvents;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Measures ZAKs from memory while the webhook gets events at an even pace, in rounds that alternate
 * with the same requests for a path that no application serves. The senders and the server share
 * the machine, so only the difference is what the events cost.
 */
final class EventRounds implements AutoCloseable {

  private static final int CALLERS = 16;
  private static final int CALLERS_A_SECOND = 200;
  private static final int EVENTS_A_SECOND = 500;

  /** Of as many events, one is Zoom's. */
  private static final int ONE_SIGNED_OF = 11;

  /** The server compiles what it runs often. */
  private static final int WARM_UP = 5500;

  private enum Phase {
    QUIET,
    /** The server itself answers 404. */
    CONTROL,
    EVENTS,
    /** The control again, so that the events stand between two of them: the rest is noise. */
    AGAIN
  }

  private final Stage stage;
  private final Server server;
  private final ZoomEvents zoom;
  private final ZoomEvents stranger;
  private final ZoomEvents nowhere;
  private final int signed;
  private final int rounds;
  private final List<GrantId> grants;
  private final Load callers = new EvenRate(CALLERS_A_SECOND);
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Map<Phase, List<Load.Result>> results = new EnumMap<>(Phase.class);
  private final AtomicInteger again = new AtomicInteger();
  private final AtomicInteger signedEvents = new AtomicInteger();
  private double slowest = Double.MAX_VALUE;

  EventRounds(Stage stage, Server server, String webhookSecret, double scale) {
    this.stage = stage;
    this.server = server;
    String path = "/zoom/" + Setting.ACCOUNT + "/events";
    URI webhook = URI.create(server.url() + "/latchkey" + path);
    zoom = new ZoomEvents(webhook, webhookSecret);
    stranger = new ZoomEvents(webhook, "another secret");
    nowhere = new ZoomEvents(URI.create(server.url() + "/nowhere" + path), "another secret");
    signed = GrantPart.times(1000, scale);
    rounds = GrantPart.times(4, scale);
    grants = stage.setting.connect(signed * rounds + WARM_UP / ONE_SIGNED_OF);
    for (int i = 0; i < grants.size(); i++) {
      stage.setting.app.users().add("user" + i, "user" + i + "@example.com", "User");
    }
  }

  void run(Figures figures) throws Exception {
    Rig.await(Rig.zak(server, ""));
    var warm = callers.run(Rig.zak(server, ""), CALLERS, Rig.seconds("bench.warmup", 30));
    System.out.printf(
        "  warmed up by %d callers, then by %.0f and %.0f requests a second%n",
        warm.requests(),
        EvenSending.send(WARM_UP, EVENTS_A_SECOND, this::toNowhere),
        EvenSending.send(WARM_UP, EVENTS_A_SECOND, this::toWebhook));
    for (int round = 1; round <= rounds; round++) {
      List<Phase> order = new ArrayList<>(List.of(Phase.values()));
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (Phase phase : order) {
        results.computeIfAbsent(phase, first -> new ArrayList<>()).add(measure(phase));
      }
      System.out.printf("  round %d of %d: %s%n", round, rounds, results);
    }
    report(figures);
  }

  private Load.Result measure(Phase phase) throws Exception {
    int requests = signed * ONE_SIGNED_OF;
    Future<Double> burst =
        thread.submit(
            () ->
                switch (phase) {
                  case QUIET -> Double.MAX_VALUE;
                  case CONTROL, AGAIN ->
                      EvenSending.send(requests, EVENTS_A_SECOND, this::toNowhere);
                  case EVENTS -> EvenSending.send(requests, EVENTS_A_SECOND, this::toWebhook);
                });
    Duration length = Duration.ofMillis(1000L * requests / EVENTS_A_SECOND);
    Load.Result result = callers.run(Rig.zak(server, ""), CALLERS, length);
    slowest = Math.min(slowest, burst.get());
    return result;
  }

  // --- requests

  private String event(int user) {
    String id = "user" + user % grants.size();
    return ZoomEvents.deauthorized(stage.setting.app, id, Instant.now().plusSeconds(60));
  }

  private void toNowhere(int number) throws Exception {
    expect(404, nowhere.send(event(number)));
  }

  private void ofStranger(int number) throws Exception {
    expect(401, stranger.send(event(number)));
  }

  private void toWebhook(int number) throws Exception {
    if (number % ONE_SIGNED_OF != 0) {
      ofStranger(number);
      return;
    }
    // Zoom, too, sends an event again until it is taken.
    String event = event(signedEvents.getAndIncrement());
    while (zoom.send(event).statusCode() != 200) {
      again.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private static void expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          answer.uri() + " answers " + answer.statusCode() + " instead of " + status);
    }
  }

  // --- figures

  private void report(Figures figures) {
    figures.add(
        "events signed, and unsigned or signed by others, in each of " + rounds + " rounds",
        signed + ", " + signed * (ONE_SIGNED_OF - 1),
        "");
    figures.add(
        "events a second, and requests of the control, at worst",
        String.format(Locale.ROOT, "%.0f", slowest),
        String.valueOf(EVENTS_A_SECOND));
    figures.add("signed events that were sent again after 503", again.get(), "");
    figures.add(
        "grants ended",
        grants.stream().filter(this::isEnded).count(),
        String.valueOf(grants.size()));
    String what = " of ZAKs from memory: quiet, control, events, control again";
    figures.add("median" + what, inEachPhase(Load.Result::p50), "");
    figures.add("p99" + what, inEachPhase(Load.Result::p99), "");
    figures.add(
        "p99 beside events to p99 beside the control", ratio(this::eventsToControl), "at most 1.1");
    figures.add("p99 of the control to itself, the noise", ratio(this::controlToItself), "");
  }

  private boolean isEnded(GrantId grant) {
    return stage.setting.found(grant).status().state() == GrantState.REMOVED;
  }

  private List<String> inEachPhase(Function<Load.Result, Duration> figure) {
    List<String> texts = new ArrayList<>();
    results.forEach(
        (phase, ofPhase) -> {
          double nanos = Rig.median(ofPhase, result -> figure.apply(result).toNanos());
          texts.add(Figures.text(Duration.ofNanos((long) nanos)));
        });
    return texts;
  }

  private String ratio(Function<Integer, Double> ofRound) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ratios.add(ofRound.apply(round));
    }
    return String.format(Locale.ROOT, "%.2f", Rig.median(ratios, Double::doubleValue));
  }

  private double eventsToControl(int round) {
    return 2 * p99(Phase.EVENTS, round) / (p99(Phase.CONTROL, round) + p99(Phase.AGAIN, round));
  }

  private double controlToItself(int round) {
    return p99(Phase.AGAIN, round) / p99(Phase.CONTROL, round);
  }

  private double p99(Phase phase, int round) {
    return results.get(phase).get(round).p99().toNanos();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
