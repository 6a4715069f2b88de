package io.latchkey.observe;

import static java.util.Locale.ROOT;

import io.latchkey.caller.RejectionReason;
import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.zoom.ZoomEndpoint;
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
import java.util.List;

/**
 * The counters and histograms with their names, labels and buckets. The values of labels are names
 * of the configuration and our own words, never a user, a meeting or a token: so the configuration
 * bounds the number of series.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus:
 *     exposition formats</a>
 */
final class MetricSeries {

  /** The value of the label {@code token}, beside the kinds of meeting tokens. */
  static final String ACCESS_TOKEN = "access_token";

  static final String ACCOUNT = "account";

  /** Buckets for the time of an answer, in seconds. By default the deadline is 4. */
  private static final double[] LATENCIES = {
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 8
  };

  /** In seconds. By default no ZAK is served with less than a quarter of an hour left. */
  private static final double[] LIVES = {900, 1800, 3600, 5400, 6300, 7200, 14_400, 86_400};

  /** Our own properties: a server may have some for the metrics of other applications. */
  private static final PrometheusProperties OURS = PrometheusProperties.builder().build();

  private final PrometheusRegistry registry = new PrometheusRegistry();
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
  private final Histogram zakLives =
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
  private final Counter refreshes =
      counter("latchkey_refreshes_total", "Refreshes of grants, by their end", ACCOUNT, "outcome");
  private final Counter unsharedSeats =
      counter(
          "latchkey_seats_unshared_total",
          "Seats in meetings that other instances did not learn of, as the database was away");
  private final Counter notServed =
      counter("latchkey_not_served_total", "Requests for what is not served");

  /**
   * @param gauges read at each scrape
   */
  MetricSeries(Gauges gauges) {
    registry.register(gauges);
    for (RejectionReason reason : RejectionReason.values()) {
      refusals.initLabelValues(reason.text());
    }
  }

  /** Adds gauges that are there only with a database of grants. */
  void add(GrantGauges ofGrants) {
    registry.register(ofGrants);
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

  /** Returns all metrics in the text format of Prometheus. */
  String scrape() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Creates the series of an account: one that begins at 1 shows no rate for its first event. */
  void beginAtZero(String account) {
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

  void beginAtZero(String caller, TokenKind kind, String name) {
    for (int status : List.of(200, 404, 500, 502, 503)) {
      callbacks(name, caller, kind, status);
    }
    for (Origin origin : Origin.values()) {
      answers(name, kind, origin);
    }
  }

  DistributionDataPoint callbacks(String account, String caller, TokenKind kind, int status) {
    return callbacks.labelValues(account, caller, kind.text(), Integer.toString(status));
  }

  CounterDataPoint answers(String account, TokenKind kind, Origin origin) {
    return answers.labelValues(account, kind.text(), origin.text());
  }

  DistributionDataPoint zoomCalls(String account, ZoomEndpoint endpoint, ZoomOutcome outcome) {
    return zoomCalls.labelValues(account, endpoint.text(), outcome.text());
  }

  CounterDataPoint failures(String account, Class<?> failure, String token) {
    return failures.labelValues(account, failure.getSimpleName().toLowerCase(ROOT), token);
  }

  CounterDataPoint joined(String account, String token) {
    return joined.labelValues(account, token);
  }

  CounterDataPoint invalidated(String account) {
    return invalidated.labelValues(account);
  }

  CounterDataPoint turnedAway(String account) {
    return turnedAway.labelValues(account);
  }

  CounterDataPoint pauses(String account) {
    return pauses.labelValues(account);
  }

  CounterDataPoint unsharedSeats() {
    return unsharedSeats;
  }

  CounterDataPoint refusals(RejectionReason reason) {
    return refusals.labelValues(reason.text());
  }

  DistributionDataPoint zakLives(String account) {
    return zakLives.labelValues(account);
  }

  CounterDataPoint refreshes(String account, String outcome) {
    return refreshes.labelValues(account, outcome);
  }

  Counter notServed() {
    return notServed;
  }
}
