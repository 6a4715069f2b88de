package io.latchkey.observe;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.mint.AccountSnapshot;
import io.latchkey.mint.MeetingTokens;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** The metrics that are read when somebody asks. Thread-safe. */
final class Gauges {

  private record Watched(MeetingTokens tokens, String account) {}

  private final PrometheusRegistry registry;
  private final InstantSource clock;
  private final List<Watched> accounts = new CopyOnWriteArrayList<>();
  private final List<Caller> callers = new CopyOnWriteArrayList<>();

  /**
   * Of nothing so far.
   *
   * @param clock the core's
   */
  Gauges(PrometheusRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    ofAccounts(
        "latchkey_access_token_age_seconds",
        "Since the access token at hand was asked for",
        now -> now.accessTokenRequestedAt().map(this::since));
    ofAccounts(
        "latchkey_access_token_expires_in_seconds",
        "Until the access token at hand expires",
        now -> now.accessTokenExpiresAt().map(this::until));
    ofAccounts(
        "latchkey_access_token_back_off_seconds",
        "How much longer Zoom is not asked for another access token",
        now -> left(now.accessTokenLeftUntil()));
    ofAccounts(
        "latchkey_paused_seconds",
        "How much longer nobody asks Zoom for this account",
        now -> left(now.pausedUntil()));
    ofAccounts(
        "latchkey_quota_allowed",
        "Calls a second that are made at most, as things stand",
        now -> Optional.of((double) now.callsAllowed()));
    ofAccounts(
        "latchkey_quota_configured",
        "Calls a second that are made at most (calls-per-second)",
        now -> Optional.of((double) now.callsConfigured()));
    gauge(
        "latchkey_callback_token_expires_in_seconds",
        "Until a callback token expires",
        values -> callers.forEach(caller -> ofTokens(caller, values)),
        "caller",
        "token");
  }

  /** How things stand with an account, from now on. */
  void watch(MeetingTokens tokens, String account) {
    accounts.add(new Watched(tokens, account));
  }

  /** When a caller's callback tokens end that do, from now on. */
  void watch(Caller caller) {
    callers.add(caller);
  }

  /**
   * Nobody but the breaker itself knows when it closes; the first call that it lets pass tells.
   *
   * @param heldBack by host
   */
  void ofBreakers(Map<String, AtomicBoolean> heldBack) {
    gauge(
        "latchkey_breaker_open",
        "1 while the last call to the host was not let through",
        values -> heldBack.forEach((host, held) -> values.call(held.get() ? 1 : 0, host)),
        "host");
  }

  private void ofAccounts(
      String name, String help, Function<AccountSnapshot, Optional<Double>> value) {
    gauge(
        name,
        help,
        values ->
            accounts.forEach(
                watched ->
                    values.call(
                        watched.tokens.snapshot(watched.account).flatMap(value).orElse(Double.NaN),
                        watched.account)),
        Metrics.ACCOUNT);
  }

  /** In the order of the configuration. */
  private void ofTokens(Caller caller, GaugeWithCallback.Callback values) {
    int number = 0;
    for (CallbackToken token : caller.tokens()) {
      number++;
      String label = Integer.toString(number);
      token.expiresAt().ifPresent(end -> values.call(until(end), caller.name(), label));
    }
  }

  private double since(Instant then) {
    return Duration.between(then, clock.instant()).toMillis() / 1000.0;
  }

  private Optional<Double> left(Optional<Instant> end) {
    return Optional.of(end.map(this::until).orElse(0.0));
  }

  private double until(Instant then) {
    return -since(then);
  }

  private void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(values)
        .register(registry);
  }
}
