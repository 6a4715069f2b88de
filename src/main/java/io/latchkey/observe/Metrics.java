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
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  /** In seconds. */
  private static final double[] LATENCIES = {
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 8
  };

  /** In seconds: a quarter of an hour is the least that is handed out unless configured. */
  private static final double[] LIVES = {900, 1800, 3600, 5400, 6300, 7200, 14_400, 86_400};

  /** Not what a server has been told of other applications' metrics. */
  private static final PrometheusProperties OURS = PrometheusProperties.builder().build();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Gauges gauges;
  private final Histogram callbacks =
      histogram(
          "latchkey_callbacks_seconds",
          "Tokens asked for, and how long the answer took",
          LATENCIES,
          ACCOUNT,
          "caller",
          "kind",
          "status");
  private final Counter answers =
      counter(
          "latchkey_answers_total",
          "Tokens handed out, by where they came from",
          ACCOUNT,
          "kind",
          "source");
  private final Histogram lives =
      histogram(
          "latchkey_zak_life_seconds",
          "How long a ZAK still lives when it is handed out",
          LIVES,
          ACCOUNT);
  private final Histogram zoomCalls =
      histogram(
          "latchkey_zoom_calls_seconds",
          "Calls to Zoom, and how long they took",
          LATENCIES,
          ACCOUNT,
          "endpoint",
          "outcome");
  private final Counter failures =
      counter(
          "latchkey_failures_total",
          "Tokens that Zoom did not give when asked",
          ACCOUNT,
          "failure",
          "token");
  private final Counter joined =
      counter(
          "latchkey_shared_waits_total",
          "Callers who waited for another's call to Zoom",
          ACCOUNT,
          "token");
  private final Counter invalidated =
      counter("latchkey_invalidated_total", "Access tokens that Zoom did not take", ACCOUNT);
  private final Counter turnedAway =
      counter("latchkey_turned_away_total", "Mints for which the quota had no turn", ACCOUNT);
  private final Counter pauses =
      counter(
          "latchkey_pauses_total", "Answers of Zoom that concern all mints of an account", ACCOUNT);
  private final Counter refusals =
      counter("latchkey_refusals_total", "Requests answered by 401", "reason");
  private final Counter lost =
      counter("latchkey_not_served_total", "Requests for what is not served");
  private final AtomicBoolean oauthHeldBack = new AtomicBoolean();
  private final AtomicBoolean apiHeldBack = new AtomicBoolean();

  /**
   * None so far.
   *
   * @param clock the core's
   */
  public Metrics(InstantSource clock) {
    this.gauges = new Gauges(clock, Map.of("oauth", oauthHeldBack, "api", apiHeldBack));
    registry.register(gauges);
    for (Refusal reason : Refusal.values()) {
      refusals.initLabelValues(reason.text());
    }
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder(OURS)
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder(OURS)
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(registry);
  }

  /** Everything, as Prometheus reads it. */
  public String scrape() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Shows from now on how things stand with an account. */
  public void watch(MeetingTokens tokens, String account) {
    beginAtZero(account);
    gauges.watch(tokens, account);
  }

  /** What is not there before its first event has no rate that shows it. */
  private void beginAtZero(String account) {
    for (String token : List.of(ACCESS_TOKEN, TokenKind.ZAK.text())) {
      for (Class<?> failure : TokenFailure.class.getPermittedSubclasses()) {
        failures(account, failure, token);
      }
      joined(account, token);
    }
    invalidated.initLabelValues(account);
    turnedAway.initLabelValues(account);
    pauses.initLabelValues(account);
    for (ZoomEndpoint endpoint : List.of(ZoomEndpoint.ACCESS_TOKEN, ZoomEndpoint.ZAK)) {
      for (ZoomOutcome outcome : List.of(ZoomOutcome.OK, ZoomOutcome.LIMITED)) {
        zoomCalls(account, endpoint, outcome);
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
      gauges.watch(caller);
    }
  }

  /** Who may have everything is expected to ask for ZAKs. */
  private static boolean expected(Rights rights, TokenKind kind) {
    return rights.mayAskFor(kind)
        && (kind == TokenKind.ZAK || !rights.kinds().contains(Rights.ALL));
  }

  private void beginAtZero(Caller caller, TokenKind kind, String name) {
    for (int status : List.of(200, 404, 500, 502, 503)) {
      callbacks(name, caller.name(), kind, status);
    }
    for (Origin origin : Origin.values()) {
      answers(name, kind, origin);
    }
  }

  @Override
  public void answered(AnsweredCallback callback) {
    String account = callback.account().orElse(NOBODYS);
    callbacks(account, callback.caller(), callback.kind(), callback.status())
        .observe(seconds(callback.took()));
    callback.origin().ifPresent(origin -> answers(account, callback.kind(), origin).inc());
    callback.life().ifPresent(life -> lives.labelValues(account).observe(seconds(life)));
  }

  @Override
  public void refused(Refusal why) {
    refusals.labelValues(why.text()).inc();
  }

  @Override
  public void lost() {
    lost.inc();
  }

  @Override
  public void called(ZoomCall call) {
    zoomCalls(call.account(), call.endpoint(), call.outcome()).observe(seconds(call.took()));
    AtomicBoolean heldBack =
        call.endpoint() == ZoomEndpoint.ACCESS_TOKEN ? oauthHeldBack : apiHeldBack;
    if (!call.ofCheck()) {
      heldBack.set(call.outcome() == ZoomOutcome.HELD_BACK);
    }
  }

  /** All mints of an account wait. */
  void paused(String account) {
    pauses.labelValues(account).inc();
  }

  /** Zoom's quota left a mint no turn in time. */
  void turnedAway(String account) {
    turnedAway.labelValues(account).inc();
  }

  /**
   * Follows a token.
   *
   * @param token {@code access_token}, or a kind of meeting token
   */
  TokenEvents follow(String account, String token) {
    return new TokenEvents() {
      @Override
      public void failed(TokenFailure failure, Freshness atHand) {
        failures(account, failure.getClass(), token).inc();
      }

      @Override
      public void joined() {
        Metrics.this.joined(account, token).inc();
      }

      @Override
      public void invalidated() {
        invalidated.labelValues(account).inc();
      }
    };
  }

  // --- the one series that labels stand for, which begins at zero

  private DistributionDataPoint callbacks(
      String account, String caller, TokenKind kind, int status) {
    return callbacks.labelValues(account, caller, kind.text(), Integer.toString(status));
  }

  private CounterDataPoint answers(String account, TokenKind kind, Origin origin) {
    return answers.labelValues(account, kind.text(), origin.text());
  }

  private DistributionDataPoint zoomCalls(
      String account, ZoomEndpoint endpoint, ZoomOutcome outcome) {
    return zoomCalls.labelValues(account, endpoint.text(), outcome.text());
  }

  private CounterDataPoint failures(String account, Class<?> failure, String token) {
    return failures.labelValues(account, failure.getSimpleName().toLowerCase(ROOT), token);
  }

  private CounterDataPoint joined(String account, String token) {
    return joined.labelValues(account, token);
  }

  /** Of any duration, the longest too. */
  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
