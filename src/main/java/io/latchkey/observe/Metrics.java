package io.latchkey.observe;

import static java.util.Locale.ROOT;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.CallbackEvents;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Refusal;
import io.latchkey.caller.Rights;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.token.Freshness;
import io.latchkey.token.Given.Origin;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.web.StrangerEvents;
import io.latchkey.zoom.ZoomCall;
import io.latchkey.zoom.ZoomEndpoint;
import io.latchkey.zoom.ZoomEvents;
import io.latchkey.zoom.ZoomOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts and measures what happens, for Prometheus. Labels are names of the configuration and words
 * of ours alone: never a user, a meeting or a token, so that there are not more series than can be
 * counted beforehand.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus:
 *     exposition formats</a>
 */
public final class Metrics implements CallbackEvents, StrangerEvents, ZoomEvents {

  /** As the token of a metric, beside the kinds of meeting tokens. */
  static final String ACCESS_TOKEN = "access_token";

  static final String ACCOUNT = "account";

  /** No account is named like this. */
  private static final String NOBODYS = "-";

  private static final Duration[] LATENCIES =
      List.of(1, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 3000, 4000, 5000, 8000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** In seconds: a quarter of an hour is the least that is handed out unless configured. */
  private static final double[] LIVES = {900, 1800, 3600, 5400, 6300, 7200, 14_400, 86_400};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Gauges gauges;
  private final MeterProvider<Timer> callbacks;
  private final MeterProvider<Counter> answers;
  private final MeterProvider<DistributionSummary> lives;
  private final MeterProvider<Timer> zoomCalls;

  /** By their labels: a look-up in the registry costs more than to count. */
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  private final Map<String, Counter> handedOut = new ConcurrentHashMap<>();
  private final Map<String, DistributionSummary> zakLives = new ConcurrentHashMap<>();
  private final MeterProvider<Counter> failures;
  private final MeterProvider<Counter> joined;
  private final MeterProvider<Counter> invalidated;
  private final MeterProvider<Counter> turnedAway;
  private final MeterProvider<Counter> pauses;
  private final MeterProvider<Counter> refusals;
  private final Counter lost;
  private final AtomicBoolean oauthHeldBack = new AtomicBoolean();
  private final AtomicBoolean apiHeldBack = new AtomicBoolean();

  /**
   * None so far.
   *
   * @param clock the core's
   */
  public Metrics(InstantSource clock) {
    this.gauges = new Gauges(registry, clock);
    this.callbacks =
        Timer.builder("latchkey.callbacks")
            .description("Tokens asked for, and how long the answer took")
            .serviceLevelObjectives(LATENCIES)
            .withRegistry(registry);
    this.answers = counter("latchkey.answers", "Tokens handed out, by where they came from");
    this.lives =
        DistributionSummary.builder("latchkey.zak.life")
            .description("How long a ZAK still lives when it is handed out")
            .baseUnit("seconds")
            .serviceLevelObjectives(LIVES)
            .withRegistry(registry);
    this.zoomCalls =
        Timer.builder("latchkey.zoom.calls")
            .description("Calls to Zoom, and how long they took")
            .serviceLevelObjectives(LATENCIES)
            .withRegistry(registry);
    this.failures = counter("latchkey.failures", "Tokens that Zoom did not give when asked");
    this.joined = counter("latchkey.shared.waits", "Callers who waited for another's call to Zoom");
    this.invalidated = counter("latchkey.invalidated", "Access tokens that Zoom did not take");
    this.turnedAway = counter("latchkey.turned.away", "Mints for which the quota had no turn");
    this.pauses =
        counter("latchkey.pauses", "Answers of Zoom that concern all mints of an account");
    this.refusals = counter("latchkey.refusals", "Requests answered by 401");
    this.lost =
        Counter.builder("latchkey.not.served")
            .description("Requests for what is not served")
            .register(registry);
    for (Refusal reason : Refusal.values()) {
      refused(reason, 0);
    }
    gauges.ofBreaker("oauth", oauthHeldBack);
    gauges.ofBreaker("api", apiHeldBack);
  }

  private MeterProvider<Counter> counter(String name, String description) {
    return Counter.builder(name).description(description).withRegistry(registry);
  }

  /** Everything, as Prometheus reads it. */
  public String scrape() {
    return registry.scrape();
  }

  /** Shows from now on how things stand with an account. */
  public void watch(MeetingTokens tokens, String account) {
    beginAtZero(account);
    gauges.ofAccount(tokens, account);
  }

  /** What is not there before its first event has no rate that shows it. */
  private void beginAtZero(String account) {
    Tags tags = Tags.of(ACCOUNT, account);
    for (String token : List.of(ACCESS_TOKEN, TokenKind.ZAK.text())) {
      for (Class<?> failure : TokenFailure.class.getPermittedSubclasses()) {
        failures.withTags(tags.and("token", token, "failure", kind(failure))).increment(0);
      }
      joined.withTags(tags.and("token", token)).increment(0);
    }
    invalidated.withTags(tags).increment(0);
    turnedAway.withTags(tags).increment(0);
    pauses.withTags(tags).increment(0);
    for (ZoomEndpoint endpoint : List.of(ZoomEndpoint.ACCESS_TOKEN, ZoomEndpoint.ZAK)) {
      for (ZoomOutcome outcome : List.of(ZoomOutcome.OK, ZoomOutcome.LIMITED)) {
        zoomCalls.withTags(tags.and("endpoint", endpoint.text(), "outcome", outcome.text()));
      }
    }
  }

  /**
   * Shows from now on what callers ask for, and when their callback tokens expire that do.
   *
   * @param names of all accounts and pools
   */
  public void watch(Callers callers, Collection<String> names) {
    for (Caller caller : callers.all()) {
      for (String name : names) {
        for (TokenKind kind : TokenKind.values()) {
          if (expected(caller.rights(), kind) && caller.rights().mayUseAccount(name)) {
            beginAtZero(caller, kind, name);
          }
        }
      }
      gauges.ofTokens(caller);
    }
  }

  /** Who may have everything is expected to ask for ZAKs. */
  private static boolean expected(Rights rights, TokenKind kind) {
    return rights.mayAskFor(kind)
        && (kind == TokenKind.ZAK || !rights.kinds().contains(Rights.ALL));
  }

  private void beginAtZero(Caller caller, TokenKind kind, String name) {
    for (int status : List.of(200, 404, 500, 502, 503)) {
      callbacks.withTags(callbackTags(caller.name(), kind, name, status));
    }
    for (Origin origin : Origin.values()) {
      answers.withTags(answerTags(kind, name, origin)).increment(0);
    }
  }

  private static Tags callbackTags(String caller, TokenKind kind, String account, int status) {
    return Tags.of(
        "caller",
        caller,
        "kind",
        kind.text(),
        ACCOUNT,
        account,
        "status",
        Integer.toString(status));
  }

  private static Tags answerTags(TokenKind kind, String account, Origin origin) {
    return Tags.of(
        ACCOUNT, account, "kind", kind.text(), "source", origin.name().toLowerCase(ROOT));
  }

  @Override
  public void answered(AnsweredCallback callback) {
    String account = callback.account().orElse(NOBODYS);
    TokenKind kind = callback.kind();
    String series = callback.caller() + " " + kind + " " + account + " " + callback.status();
    timers
        .computeIfAbsent(
            series,
            any ->
                callbacks.withTags(
                    callbackTags(callback.caller(), kind, account, callback.status())))
        .record(callback.took());
    callback
        .origin()
        .ifPresent(
            origin ->
                handedOut
                    .computeIfAbsent(
                        kind + " " + account + " " + origin,
                        any -> answers.withTags(answerTags(kind, account, origin)))
                    .increment());
    callback
        .life()
        .ifPresent(
            life ->
                zakLives
                    .computeIfAbsent(account, any -> lives.withTags(ACCOUNT, account))
                    .record((double) life.toSeconds()));
  }

  @Override
  public void refused(Refusal why) {
    refused(why, 1);
  }

  private void refused(Refusal why, int times) {
    refusals.withTags("reason", why.text()).increment(times);
  }

  @Override
  public void lost() {
    lost.increment();
  }

  @Override
  public void called(ZoomCall call) {
    zoomCalls
        .withTags(
            ACCOUNT,
            call.account(),
            "endpoint",
            call.endpoint().text(),
            "outcome",
            call.outcome().text())
        .record(call.took());
    AtomicBoolean heldBack =
        call.endpoint() == ZoomEndpoint.ACCESS_TOKEN ? oauthHeldBack : apiHeldBack;
    if (!call.ofCheck()) {
      heldBack.set(call.outcome() == ZoomOutcome.HELD_BACK);
    }
  }

  /** All mints of an account wait. */
  void paused(String account) {
    pauses.withTags(ACCOUNT, account).increment();
  }

  /** Zoom's quota left a mint no turn in time. */
  void turnedAway(String account) {
    turnedAway.withTags(ACCOUNT, account).increment();
  }

  /**
   * Follows a token.
   *
   * @param token {@code access_token}, or a kind of meeting token
   */
  TokenEvents follow(String account, String token) {
    Tags tags = Tags.of(ACCOUNT, account, "token", token);
    return new TokenEvents() {
      @Override
      public void failed(TokenFailure failure, Freshness atHand) {
        failures.withTags(tags.and("failure", kind(failure.getClass()))).increment();
      }

      @Override
      public void joined() {
        joined.withTags(tags).increment();
      }

      @Override
      public void invalidated() {
        invalidated.withTags(ACCOUNT, account).increment();
      }
    };
  }

  private static String kind(Class<?> failure) {
    return failure.getSimpleName().toLowerCase(ROOT);
  }
}
