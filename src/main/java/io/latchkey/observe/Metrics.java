package io.latchkey.observe;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.CallbackListener;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.RejectionReason;
import io.latchkey.caller.Rights;
import io.latchkey.grant.RefreshListener;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.TokenListener;
import io.latchkey.web.RejectionListener;
import io.latchkey.zoom.ZoomCall;
import io.latchkey.zoom.ZoomEndpoint;
import io.latchkey.zoom.ZoomListener;
import io.latchkey.zoom.ZoomOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts and measures what happens, for Prometheus.
 *
 * <p>Thread-safe.
 */
public final class Metrics implements CallbackListener, RejectionListener, ZoomListener {

  /** The label of requests for an account that is not configured; no account has this name. */
  private static final String NO_ACCOUNT = "-";

  private final AtomicBoolean oauthHeldBack = new AtomicBoolean();
  private final AtomicBoolean apiHeldBack = new AtomicBoolean();
  private final InstantSource clock;
  private final Gauges gauges;
  private final MetricSeries series;

  /**
   * Creates metrics without any event.
   *
   * @param clock the monotonic clock that all freshness is judged by
   */
  public Metrics(InstantSource clock) {
    this.clock = clock;
    this.gauges = new Gauges(clock, Map.of("oauth", oauthHeldBack, "api", apiHeldBack));
    this.series = new MetricSeries(gauges);
  }

  /** All metrics in the text format of Prometheus. */
  public String scrape() {
    return series.scrape();
  }

  /** Counts a seat in a meeting that other instances did not learn of. */
  public void seatUnshared() {
    series.unsharedSeats().inc();
  }

  /** Adds the metrics of an account. */
  public void watch(MeetingTokens tokens, String account) {
    series.beginAtZero(account);
    gauges.watch(tokens, account);
  }

  /**
   * Adds the metrics of the callers.
   *
   * @param names of all accounts and pools
   */
  public void watch(Callers callers, Collection<String> names) {
    for (Caller caller : callers.all()) {
      for (String name : names) {
        for (TokenKind kind : TokenKind.values()) {
          if (expected(caller.rights(), kind) && caller.rights().mayUseAccount(name)) {
            series.beginAtZero(caller.name(), kind, name);
          }
        }
      }
      gauges.watch(caller);
    }
  }

  /**
   * Adds the metrics of grants.
   *
   * @param accounts the configured accounts of General apps
   */
  public void watch(GrantMonitor monitor, Collection<String> accounts) {
    accounts.forEach(account -> GrantMetrics.beginAtZero(series, account));
    series.add(new GrantGauges(monitor, accounts, clock));
  }

  /** Returns the listener that counts refreshes of grants. */
  public RefreshListener refreshes() {
    return new GrantMetrics(series);
  }

  /** A caller that may ask for everything is expected to ask for ZAKs only. */
  private static boolean expected(Rights rights, TokenKind kind) {
    return rights.mayAskFor(kind)
        && (kind == TokenKind.ZAK || !rights.kinds().contains(Rights.ALL));
  }

  @Override
  public void answered(AnsweredCallback callback) {
    String account = callback.account().orElse(NO_ACCOUNT);
    series
        .callbacks(account, callback.caller(), callback.kind(), callback.status())
        .observe(seconds(callback.took()));
    callback
        .served()
        .ifPresent(
            served -> {
              series.answers(account, callback.kind(), served.origin()).inc();
              if (served.zakLifeLeft() != null) {
                series.zakLives(account).observe(seconds(served.zakLifeLeft()));
              }
            });
  }

  @Override
  public void unauthorized(RejectionReason reason) {
    series.refusals(reason).inc();
  }

  @Override
  public void notFound() {
    series.notServed().inc();
  }

  @Override
  public void called(ZoomCall call) {
    series.zoomCalls(call.account(), call.endpoint(), call.outcome()).observe(seconds(call.took()));
    AtomicBoolean heldBack = heldBack(call.endpoint());
    if (heldBack != null && !call.ofCheck()) {
      heldBack.set(call.outcome() == ZoomOutcome.HELD_BACK);
    }
  }

  /** Returns what remembers the circuit breaker of an endpoint; null if it has none. */
  private @Nullable AtomicBoolean heldBack(ZoomEndpoint endpoint) {
    return switch (endpoint) {
      case ACCESS_TOKEN -> oauthHeldBack;
      case ZAK, OBF, JOIN_TOKEN -> apiHeldBack;
      case REFRESH, CODE, USER, REVOKE -> null;
    };
  }

  /** Counts a pause of mints: of an account, or of one kind or user of it. */
  void paused(String account) {
    series.pauses(account).inc();
  }

  /** Counts a mint for which the quota had no turn in time. */
  void turnedAway(String account) {
    series.turnedAway(account).inc();
  }

  /**
   * Returns the listener that counts the events of a token.
   *
   * @param token {@code access_token}, or a kind of meeting token
   */
  TokenListener follow(String account, String token) {
    return new TokenListener() {
      @Override
      public void failed(TokenFailure failure, Freshness inMemory) {
        series.failures(account, failure.getClass(), token).inc();
      }

      @Override
      public void joined() {
        series.joined(account, token).inc();
      }

      @Override
      public void invalidated() {
        series.invalidated(account).inc();
      }
    };
  }

  /** Converts without overflow, which {@code toNanos} does not. */
  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
