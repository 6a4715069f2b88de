package io.latchkey.observe;

import io.latchkey.grant.GrantCounts;
import io.latchkey.grant.GrantState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of grants. They are read at each scrape, from memory.
 *
 * <p>Thread-safe.
 */
final class GrantGauges implements MultiCollector {

  private final GrantMonitor monitor;
  private final List<String> accounts;
  private final InstantSource clock;

  /**
   * @param accounts the configured accounts of General apps
   * @param clock the monotonic clock that all freshness is judged by
   */
  GrantGauges(GrantMonitor monitor, Collection<String> accounts, InstantSource clock) {
    this.monitor = monitor;
    this.accounts = List.copyOf(accounts);
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> all = new ArrayList<>(List.of(grants(), guards()));
    all.addAll(ofDatabase());
    all.addAll(waiting());
    return new MetricSnapshots(all);
  }

  private List<MetricSnapshot> ofDatabase() {
    return List.of(
        one(
            "latchkey_database_up",
            "1 while the database of grants can be used",
            monitor.databaseProblem().isEmpty() ? 1 : 0),
        one(
            "latchkey_database_away_seconds",
            "Since when the database of grants cannot be used; 0 if it can",
            since(
                monitor.databaseProblem().map(GrantMonitor.DatabaseProblem::since).orElse(null))));
  }

  private List<MetricSnapshot> waiting() {
    return List.of(
        one(
            "latchkey_grants_unsaved",
            "Grants whose new tokens are not stored yet",
            monitor.unsavedGrants()),
        one(
            "latchkey_grants_unsaved_seconds",
            "How long the oldest new tokens have waited to be stored",
            since(monitor.unsavedSince().orElse(null))),
        one(
            "latchkey_grants_with_older_keys",
            "Grants that are not encrypted with the first latchkey.database.key",
            (double) monitor.withOlderKeys()),
        one(
            "latchkey_grant_events_waiting",
            "Events about grants that latchkey.grant-events.url has not taken yet",
            (double) monitor.waitingEvents()));
  }

  private MetricSnapshot grants() {
    GaugeSnapshot.Builder values =
        GaugeSnapshot.builder().name("latchkey_grants").help("Stored grants, by state");
    GrantCounts counts = monitor.counts();
    for (String account : accounts) {
      for (GrantState state : GrantState.values()) {
        values.dataPoint(
            value(
                (double) counts.in(account, state),
                Labels.of(MetricSeries.ACCOUNT, account, "state", state.text())));
      }
    }
    return values.build();
  }

  private MetricSnapshot guards() {
    GaugeSnapshot.Builder values =
        GaugeSnapshot.builder()
            .name("latchkey_grants_guarded")
            .help("1 while Zoom refuses most grants of an account, so that none dies");
    for (String account : accounts) {
      values.dataPoint(
          value(monitor.isGuarded(account) ? 1 : 0, Labels.of(MetricSeries.ACCOUNT, account)));
    }
    return values.build();
  }

  private static MetricSnapshot one(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(value(value, Labels.EMPTY))
        .build();
  }

  private static GaugeDataPointSnapshot value(double value, Labels labels) {
    return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  private double since(@Nullable Instant then) {
    return then == null ? 0 : Metrics.seconds(Duration.between(then, clock.instant()));
  }
}
