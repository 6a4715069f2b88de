package io.latchkey.soak;

import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Fault.Break;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.Wire;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A simulated Zoom that works for some seconds, then fails in one way or another.
 *
 * <p>Not thread-safe.
 */
final class Weather implements AutoCloseable {

  /** The length of a long outage, in which every ZAK in memory becomes too old to be served. */
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Random random;
  private final List<String> accounts;
  private final Wire wire;
  private final Map<String, Integer> seen = new TreeMap<>();
  private ZoomSimulator zoom;
  private int zakCalls;
  private int tokenCalls;
  private int episodes;

  Weather(Random random, List<String> accounts) throws IOException {
    this.random = random;
    this.accounts = accounts;
    this.zoom = open();
    this.wire = new Wire(zoom.port());
  }

  /** Returns the URL of Zoom, which a restart does not change. */
  String url() {
    return "http://127.0.0.1:" + wire.port();
  }

  @Override
  public void close() throws IOException {
    wire.close();
    zoom.close();
  }

  /** Returns the client secret of an account. */
  static String secret(String account) {
    return account + "-client-s3cr3t";
  }

  private ZoomSimulator open() throws IOException {
    ZoomSimulator opened = ZoomSimulator.start(0);
    for (String account : accounts) {
      opened
          .account(account, account + "-client", secret(account))
          .accessTokenLife(Duration.ofSeconds(20));
    }
    return opened;
  }

  /** Starts the next failure. Returns how long it lasts. */
  Duration worsen() throws IOException {
    episodes++;
    if (episodes % 20 == 0) {
      everywhere("long outage", Fault.answer(503, "-"));
      return LONG;
    }
    switch (random.nextInt(9)) {
      case 0 -> everywhere("500", Fault.answer(500, "-"));
      case 1 -> everywhere("hangs", Fault.breaks(Break.HANG));
      case 2 -> everywhere("reset", Fault.breaks(Break.RESET_IN_BODY));
      case 3 -> everywhere("429", Fault.answer(429, "{}").with("Retry-After", "1"));
      case 4 -> everywhere("slow", Fault.delay(Duration.ofMillis(1500)));
      case 5 -> everywhere("HTML", Fault.body("<html>maintenance</html>"));
      case 6 -> half();
      case 7 -> killAccessTokens();
      default -> restart();
    }
    return Duration.ofSeconds(1 + random.nextInt(10));
  }

  void clear() {
    zoom.faults().clear(Faults.ANY);
  }

  private void note(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  private void everywhere(String what, Fault fault) {
    note(what);
    for (Endpoint endpoint : List.of(Endpoint.TOKEN, Endpoint.ZAK)) {
      zoom.faults().plan(endpoint, Faults.ANY, Faults.ANY, Faults.FOREVER, fault);
    }
  }

  private void half() {
    note("every other answer 500");
    zoom.faults()
        .planEvery(2, Endpoint.ZAK, Faults.ANY, Faults.ANY, Faults.FOREVER, Fault.answer(500, "-"));
  }

  private void killAccessTokens() {
    note("access tokens killed");
    zoom.accounts().forEach(account -> account.killAccessTokens());
  }

  /** Restarts Zoom at the same URL. It then knows no access token that it gave before. */
  private void restart() throws IOException {
    note("restart");
    // The new simulator counts from zero.
    zakCalls = zakCalls();
    tokenCalls = tokenCalls();
    zoom.close();
    zoom = open();
    wire.leadTo(zoom.port());
  }

  int zakCalls() {
    return zakCalls + calls(Endpoint.ZAK);
  }

  int tokenCalls() {
    return tokenCalls + calls(Endpoint.TOKEN);
  }

  private int calls(Endpoint endpoint) {
    return accounts.stream().mapToInt(account -> zoom.calls().count(endpoint, account)).sum();
  }

  Map<String, Integer> seen() {
    return seen;
  }
}
