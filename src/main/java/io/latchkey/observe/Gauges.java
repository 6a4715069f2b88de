package io.latchkey.observe;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.mint.AccountSnapshot;
import io.latchkey.mint.MeetingTokens;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** The metrics that are read when somebody asks. Thread-safe. */
final class Gauges {

  private final MeterRegistry registry;
  private final InstantSource clock;

  /**
   * None so far.
   *
   * @param clock the core's
   */
  Gauges(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** How things stand with an account. */
  void ofAccount(MeetingTokens tokens, String account) {
    Function<Function<AccountSnapshot, Optional<Double>>, Double> read =
        value -> tokens.snapshot(account).flatMap(value).orElse(Double.NaN);
    Tags tags = Tags.of(Metrics.ACCOUNT, account);
    seconds(
        "latchkey.access.token.age",
        "Since the access token at hand was asked for",
        tags,
        () -> read.apply(now -> now.accessTokenRequestedAt().map(this::since)));
    seconds(
        "latchkey.access.token.expires.in",
        "Until the access token at hand expires",
        tags,
        () -> read.apply(now -> now.accessTokenExpiresAt().map(this::until)));
    seconds(
        "latchkey.access.token.back.off",
        "How much longer Zoom is not asked for another access token",
        tags,
        () -> read.apply(now -> left(now.accessTokenLeftUntil())));
    seconds(
        "latchkey.paused",
        "How much longer nobody asks Zoom for this account",
        tags,
        () -> read.apply(now -> left(now.pausedUntil())));
    gauge(
        "latchkey.quota.allowed",
        "Calls a second that are made at most, as things stand",
        tags,
        () -> read.apply(now -> Optional.of((double) now.callsAllowed())));
    gauge(
        "latchkey.quota.configured",
        "Calls a second that are made at most (calls-per-second)",
        tags,
        () -> read.apply(now -> Optional.of((double) now.callsConfigured())));
  }

  /** When callback tokens end that do, in the order of the configuration. */
  void ofTokens(Caller caller) {
    int number = 0;
    for (CallbackToken token : caller.tokens()) {
      number++;
      Tags tags = Tags.of("caller", caller.name(), "token", Integer.toString(number));
      token
          .expiresAt()
          .ifPresent(
              end ->
                  seconds(
                      "latchkey.callback.token.expires.in",
                      "Until a callback token expires",
                      tags,
                      () -> until(end)));
    }
  }

  /** Nobody but the breaker itself knows when it closes; the first call that it lets pass tells. */
  void ofBreaker(String host, AtomicBoolean heldBack) {
    gauge(
        "latchkey.breaker.open",
        "1 while the last call to the host was not let through",
        Tags.of("host", host),
        () -> heldBack.get() ? 1 : 0);
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

  private void seconds(String name, String description, Tags tags, Supplier<Number> value) {
    TimeGauge.builder(name, value, TimeUnit.SECONDS)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).tags(tags).register(registry);
  }
}
