package io.latchkey.observe;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.mint.AccountSnapshot;
import io.latchkey.mint.MeetingTokens;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gauges. They are read at each scrape; one snapshot of an account serves all of its gauges, so
 * that they agree with one another.
 *
 * <p>Thread-safe.
 */
final class Gauges implements MultiCollector {

  /** A gauge with one value for each account; NaN where there is no value. */
  private record AccountGauge(
      String name, String help, Function<AccountSnapshot, Optional<Double>> value) {}

  private final InstantSource clock;
  private final Map<String, AtomicBoolean> heldBack;
  private final Map<String, MeetingTokens> accounts = new ConcurrentHashMap<>();
  private final Map<String, Caller> callers = new ConcurrentHashMap<>();
  private final List<AccountGauge> accountGauges =
      List.of(
          new AccountGauge(
              "latchkey_access_token_age_seconds",
              "Since the access token at hand was asked for",
              now -> Optional.ofNullable(now.accessTokenRequestedAt()).map(this::since)),
          new AccountGauge(
              "latchkey_access_token_expires_in_seconds",
              "Until the access token at hand expires",
              now -> Optional.ofNullable(now.accessTokenExpiresAt()).map(this::until)),
          new AccountGauge(
              "latchkey_access_token_back_off_seconds",
              "How much longer Zoom is not asked for another access token",
              now -> Optional.of(left(now.accessTokenPausedUntil()))),
          new AccountGauge(
              "latchkey_paused_seconds",
              "How much longer nobody asks Zoom for this account",
              now -> Optional.of(left(now.pausedUntil()))),
          new AccountGauge(
              "latchkey_quota_allowed",
              "Calls a second that are made at most, as things stand",
              now -> Optional.of((double) now.callsAllowed())),
          new AccountGauge(
              "latchkey_quota_configured",
              "Calls a second that are made at most (calls-per-second)",
              now -> Optional.of((double) now.callsConfigured())));

  /**
   * Creates gauges that know no account yet. A circuit breaker does not tell when it closes: the
   * first call that it lets pass shows it.
   *
   * @param clock the monotonic clock that all freshness is judged by
   * @param heldBack by host: whether the circuit breaker stopped the last call to it
   */
  Gauges(InstantSource clock, Map<String, AtomicBoolean> heldBack) {
    this.clock = clock;
    this.heldBack = heldBack;
  }

  /** Adds the gauges of an account. */
  void watch(MeetingTokens tokens, String account) {
    accounts.put(account, tokens);
  }

  /** Adds the gauges of a caller's callback tokens that expire. */
  void watch(Caller caller) {
    callers.put(caller.name(), caller);
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, Optional<AccountSnapshot>> now = new HashMap<>();
    accounts.forEach((account, tokens) -> now.put(account, tokens.snapshot(account)));
    List<MetricSnapshot> all = new ArrayList<>();
    for (AccountGauge gauge : accountGauges) {
      GaugeSnapshot.Builder values = GaugeSnapshot.builder().name(gauge.name).help(gauge.help);
      now.forEach(
          (account, snapshot) ->
              values.dataPoint(
                  value(
                      snapshot.flatMap(gauge.value).orElse(Double.NaN),
                      Labels.of(MetricSeries.ACCOUNT, account))));
      all.add(values.build());
    }
    all.add(tokens());
    all.add(breakers());
    return new MetricSnapshots(all);
  }

  private MetricSnapshot tokens() {
    GaugeSnapshot.Builder values =
        GaugeSnapshot.builder()
            .name("latchkey_callback_token_expires_in_seconds")
            .help("Until a callback token expires");
    callers.forEach(
        (name, caller) -> {
          int number = 0;
          for (CallbackToken token : caller.tokens()) {
            number++;
            Labels labels = Labels.of("caller", name, "token", Integer.toString(number));
            token.expiresAt().ifPresent(end -> values.dataPoint(value(until(end), labels)));
          }
        });
    return values.build();
  }

  private MetricSnapshot breakers() {
    GaugeSnapshot.Builder values =
        GaugeSnapshot.builder()
            .name("latchkey_breaker_open")
            .help("1 while the last call to the host was not let through");
    heldBack.forEach(
        (host, held) -> values.dataPoint(value(held.get() ? 1 : 0, Labels.of("host", host))));
    return values.build();
  }

  private static GaugeDataPointSnapshot value(double value, Labels labels) {
    return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  private double since(Instant then) {
    return Metrics.seconds(Duration.between(then, clock.instant()));
  }

  private double left(@Nullable Instant end) {
    return end == null ? 0 : until(end);
  }

  private double until(Instant then) {
    return -since(then);
  }
}
