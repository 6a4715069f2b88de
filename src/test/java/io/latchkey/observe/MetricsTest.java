package io.latchkey.observe;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.TestCallbacks;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.RejectionReason;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.Sharing;
import io.latchkey.mint.TestMintSettings;
import io.latchkey.mint.WillingZoom;
import io.latchkey.secret.Secret;
import io.latchkey.token.CallContext;
import io.latchkey.token.Freshness;
import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import io.latchkey.zoom.ZoomCall;
import io.latchkey.zoom.ZoomEndpoint;
import io.latchkey.zoom.ZoomOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

  private static final Account MAIN =
      new Account("default", "a", "c", Secret.of("s"), UserId.ME, 30);

  private final TestTime time = new TestTime();
  private final Metrics metrics = new Metrics(time);
  private final Observers observers =
      new Observers(List.of(MAIN), metrics, new SafeNotifier(), time);

  private void assertTells(String line) {
    String scrape = metrics.scrape();
    assertTrue(scrape.lines().anyMatch(line::equals), scrape);
  }

  private static AnsweredCallback callback(int status, Optional<Origin> origin) {
    String account = status == 404 ? null : "default";
    return origin
        .map(from -> TestCallbacks.served(account, from, Duration.ofMillis(7)))
        .orElseGet(() -> TestCallbacks.failed(account, status, Duration.ofMillis(7)));
  }

  /** Watches a caller with one callback token for each given end. It may ask for everything. */
  private void watchTokensThatEnd(Instant... ends) {
    Secret token = Secret.of("0123456789abcdef0123456789abcdef");
    metrics.watch(
        new Callers(
            List.of(
                new Caller(
                    "recall",
                    Caller.Rule.TOKEN,
                    Stream.of(ends).map(end -> new CallbackToken(token.hash(), end)).toList(),
                    List.of(),
                    Duration.ofMinutes(5),
                    Rights.EVERYTHING)),
            new SignedTokens(List.of())),
        List.of("default", "rooms"));
  }

  @Test
  void callback_isCountedAndMeasured_byNamesOfTheConfigurationAlone() {
    metrics.answered(callback(200, Optional.of(Origin.MEMORY)));
    metrics.answered(callback(200, Optional.of(Origin.RESERVE)));
    metrics.answered(callback(404, Optional.empty()));
    String labels = "{account=\"default\",caller=\"recall\",kind=\"zak\",status=\"200\"";
    assertTells("latchkey_callbacks_seconds_count" + labels + "} 2");
    assertTells("latchkey_callbacks_seconds_bucket" + labels + ",le=\"0.005\"} 0");
    assertTells("latchkey_callbacks_seconds_bucket" + labels + ",le=\"0.01\"} 2");
    assertTells(
        "latchkey_callbacks_seconds_count"
            + "{account=\"-\",caller=\"recall\",kind=\"zak\",status=\"404\"} 1");
    assertTells("latchkey_answers_total{account=\"default\",kind=\"zak\",source=\"reserve\"} 1.0");
    assertTells("latchkey_zak_life_seconds_bucket{account=\"default\",le=\"5400.0\"} 0");
    assertTells("latchkey_zak_life_seconds_bucket{account=\"default\",le=\"6300.0\"} 2");
    assertEquals(-1, metrics.scrape().indexOf("anna"));
  }

  @Test
  void callToZoom_isCountedAndMeasured() {
    metrics.called(
        new ZoomCall(
            "sales", ZoomEndpoint.ZAK, ZoomOutcome.LIMITED, "429", Duration.ofMillis(30), ""));
    assertTells(
        "latchkey_zoom_calls_seconds_count"
            + "{account=\"sales\",endpoint=\"zak\",outcome=\"limited\"} 1");
  }

  /** A check bypasses the breaker, so its calls say nothing about the breaker. */
  @Test
  void breaker_isOpenWhileCallsAreHeldBack() {
    for (ZoomOutcome outcome : List.of(ZoomOutcome.HELD_BACK, ZoomOutcome.OK)) {
      metrics.called(
          new ZoomCall("default", ZoomEndpoint.ZAK, outcome, "x", Duration.ZERO, "urn:uuid:1"));
      metrics.called(
          new ZoomCall("default", ZoomEndpoint.ZAK, ZoomOutcome.OK, "x", Duration.ZERO, "check"));
      assertTells(
          "latchkey_breaker_open{host=\"api\"} " + (outcome == ZoomOutcome.OK ? "0.0" : "1.0"));
      assertTells("latchkey_breaker_open{host=\"oauth\"} 0.0");
    }
  }

  @Test
  void strangers_areCountedByWhatTheyLack() {
    metrics.unauthorized(RejectionReason.TOKEN_EXPIRED);
    metrics.notFound();
    assertTells("latchkey_refusals_total{reason=\"token_expired\"} 1.0");
    assertTells("latchkey_not_served_total 1.0");
  }

  @Test
  void token_isFollowed() {
    observers.zak(MAIN, UserId.ME).joined();
    observers.zak(MAIN, UserId.ME).failed(new TokenFailure.Refused("a", "4711"), Freshness.EXPIRED);
    observers.accessToken(MAIN).invalidated();
    observers.turnedAway(MAIN, new TokenFailure.Unavailable("a", "quota"));
    assertTells("latchkey_shared_waits_total{account=\"default\",token=\"zak\"} 1.0");
    assertTells(
        "latchkey_failures_total{account=\"default\",failure=\"refused\",token=\"zak\"} 1.0");
    assertTells("latchkey_invalidated_total{account=\"default\"} 1.0");
    assertTells("latchkey_turned_away_total{account=\"default\"} 1.0");
  }

  @Test
  void account_isWatched() {
    MeetingTokens tokens =
        new MeetingTokens(
            List.of(MAIN),
            new WillingZoom(time),
            Sharing.NONE,
            TestMintSettings.of(time.timing(), Duration.ofSeconds(4)),
            () -> Runnable::run,
            observers);
    metrics.watch(tokens, "default");
    assertTells("latchkey_access_token_age_seconds{account=\"default\"} NaN");
    var zak = tokens.zak("default", null, CallContext.until(time.instant().plusSeconds(4)));
    zak.toCompletableFuture().join();
    time.advance(Duration.ofMinutes(10));
    assertTells("latchkey_access_token_age_seconds{account=\"default\"} 600.0");
    assertTells("latchkey_access_token_expires_in_seconds{account=\"default\"} 3000.0");
    assertTells("latchkey_paused_seconds{account=\"default\"} 0.0");
    assertTells("latchkey_quota_allowed{account=\"default\"} 30.0");
    assertTells("latchkey_quota_configured{account=\"default\"} 30.0");
  }

  @Test
  void callbackToken_thatExpires_isWatched() {
    watchTokensThatEnd(Instant.MAX, time.instant().plusSeconds(90));
    time.advance(Duration.ofSeconds(30));
    assertTells("latchkey_callback_token_expires_in_seconds{caller=\"recall\",token=\"2\"} 60.0");
    assertEquals(-1, metrics.scrape().indexOf("token=\"1\""));
  }

  /** In milliseconds, such a duration would overflow. */
  @Test
  void callbackToken_thatExpiresIn300MillionYears_harmsNoMetric() {
    watchTokensThatEnd(time.instant().plus(Duration.ofDays(365 * 300_000_000L)));
    assertTells(
        "latchkey_callback_token_expires_in_seconds{caller=\"recall\",token=\"1\"} 9.4608E15");
  }

  /** A server may start an application twice. */
  @Test
  void watchedTwice_isShownOnce() {
    account_isWatched();
    account_isWatched();
  }

  @Test
  void families_haveTheTypesThatRulesAndDashboardCountOn() {
    callback_isCountedAndMeasured_byNamesOfTheConfigurationAlone();
    callToZoom_isCountedAndMeasured();
    token_isFollowed();
    metrics.paused("default");
    for (String family :
        List.of(
            "latchkey_answers_total counter",
            "latchkey_breaker_open gauge",
            "latchkey_callbacks_seconds histogram",
            "latchkey_failures_total counter",
            "latchkey_invalidated_total counter",
            "latchkey_not_served_total counter",
            "latchkey_pauses_total counter",
            "latchkey_refusals_total counter",
            "latchkey_seats_unshared_total counter",
            "latchkey_shared_waits_total counter",
            "latchkey_turned_away_total counter",
            "latchkey_zak_life_seconds histogram",
            "latchkey_zoom_calls_seconds histogram")) {
      assertTells("# TYPE " + family);
    }
    assertEquals(List.of(), undocumented());
  }

  private List<String> undocumented() {
    try {
      String document = Files.readString(Path.of("docs/operations.md"));
      return metrics
          .scrape()
          .lines()
          .filter(line -> line.startsWith("# TYPE "))
          .map(line -> line.split(" ")[2])
          .filter(name -> !document.contains(name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A series that appears with its first event shows no increase, so an alert would miss that
   * event.
   */
  @Test
  void whatAlertsAskFor_isThereBeforeItHappens() {
    callbackToken_thatExpires_isWatched();
    account_isWatched();
    for (String name : List.of("default", "rooms")) {
      for (int status : List.of(200, 404, 500, 502, 503)) {
        assertTells(
            "latchkey_callbacks_seconds_count{account=\"%s\",caller=\"recall\",kind=\"zak\",status=\"%s\"} 0"
                .formatted(name, status));
      }
      assertTells(
          "latchkey_answers_total{account=\"%s\",kind=\"zak\",source=\"reserve\"} 0.0"
              .formatted(name));
    }
    assertTells(
        "latchkey_failures_total{account=\"default\",failure=\"unavailable\",token=\"zak\"} 0.0");
    assertTells(
        "latchkey_zoom_calls_seconds_count{account=\"default\",endpoint=\"zak\",outcome=\"limited\"} 0");
    assertTells("latchkey_refusals_total{reason=\"signature_wrong\"} 0.0");
    assertTells("latchkey_turned_away_total{account=\"default\"} 0.0");
    assertTells("latchkey_pauses_total{account=\"default\"} 0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "monitoring/latchkey-alerts.yml",
        "monitoring/latchkey-dashboard.json",
        "docs/operations.md"
      })
  void whatIsNamedElsewhere_isThere(String file) throws IOException {
    callback_isCountedAndMeasured_byNamesOfTheConfigurationAlone();
    callToZoom_isCountedAndMeasured();
    token_isFollowed();
    account_isWatched();
    callbackToken_thatExpires_isWatched();
    metrics.unauthorized(RejectionReason.TOKEN_WRONG);
    metrics.watch(new GrantMonitor(time), List.of("crm"));
    Set<String> names =
        metrics.scrape().lines().map(line -> line.split("[{ ]", 2)[0]).collect(toSet());
    Matcher named = Pattern.compile("latchkey_[a-z_]+").matcher(Files.readString(Path.of(file)));
    assertTrue(named.find(), file);
    do {
      String name = named.group();
      assertTrue(
          names.stream().anyMatch(known -> known.equals(name) || known.startsWith(name + "_")),
          name);
    } while (named.find());
  }
}
