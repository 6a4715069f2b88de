package io.latchkey.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.callback.TestCallbacks;
import io.latchkey.observe.Metrics;
import io.latchkey.observe.Observers;
import io.latchkey.observe.SafeNotifier;
import io.latchkey.operator.AccountVerdict.Level;
import io.latchkey.secret.Secret;
import io.latchkey.token.Freshness;
import io.latchkey.token.Remedy;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountVerdictTest {

  private static final Account MAIN =
      new Account("default", "a", "c", Secret.of("s"), UserId.ME, 30);

  private final TestTime time = new TestTime();
  private final Observers observers =
      new Observers(List.of(MAIN), new Metrics(time), new SafeNotifier(), time);
  private final TokenListener accessToken = observers.accessToken(MAIN);
  private final TokenListener zak = observers.zak(MAIN, UserId.ME);

  private AccountVerdict verdict() {
    return AccountVerdict.of(MAIN, observers.report("default").orElseThrow());
  }

  private static TokenFailure failing() {
    return new TokenFailure.Unavailable("advice", "api.zoom.us answered 503")
        .withRemedy(new Remedy("Zoom answers 503", "See status.zoom.us."));
  }

  private static TokenFailure refused() {
    return new TokenFailure.Refused("advice", "zoom.us answered 400 invalid_client")
        .withRemedy(new Remedy("The app is off", "Switch it on."));
  }

  @Test
  void nothingHappened_isIdle() {
    assertEquals(Level.IDLE, verdict().level());
  }

  @Test
  void zakCame_isReady() {
    zak.renewed();
    assertEquals(Level.READY, verdict().level());
  }

  @Test
  void credentialsRefused_andNoTokenAtHand_isFailing_sinceItBegan() {
    accessToken.failed(refused(), Freshness.EXPIRED);
    time.advance(Duration.ofMinutes(5));
    accessToken.failed(refused(), Freshness.EXPIRED);
    assertEquals(Level.FAILING, verdict().level());
    assertEquals("The app is off, since 2026-03-02 08:59:00 UTC.", verdict().words());
    assertEquals("Switch it on.", verdict().next());
    accessToken.renewed();
    assertEquals(Level.IDLE, verdict().level());
  }

  @Test
  void credentialsRefused_whileATokenIsAtHand_isDegraded() {
    zak.renewed();
    accessToken.failed(refused(), Freshness.STALE);
    assertEquals(Level.DEGRADED, verdict().level());
    assertTrue(verdict().words().endsWith("the access token at hand is still good."));
  }

  @Test
  void servedFromReserve_isDegraded_andSaysWhySinceWhen() {
    zak.renewed();
    zak.failed(failing(), Freshness.RESERVE);
    time.advance(Duration.ofMinutes(1));
    zak.servedFromReserve();
    assertEquals(Level.DEGRADED, verdict().level());
    assertEquals(
        "Serving an older ZAK because Zoom answers 503, since 2026-03-02 08:59:00 UTC.",
        verdict().words());
    zak.renewed();
    assertEquals(Level.READY, verdict().level());
  }

  /** Without an access token, the ZAKs in memory are still served. */
  @Test
  void servedFromReserve_whileNoAccessTokenIsToBeHad_isDegraded() {
    zak.renewed();
    accessToken.failed(failing(), Freshness.EXPIRED);
    assertEquals(Level.FAILING, verdict().level());
    zak.servedFromReserve();
    assertEquals(Level.DEGRADED, verdict().level());
    assertTrue(verdict().words().startsWith("Serving an older ZAK because Zoom answers 503"));
  }

  @Test
  void noReserveAtHand_isFailing() {
    zak.failed(failing(), Freshness.EXPIRED);
    assertEquals(Level.FAILING, verdict().level());
    assertEquals("api.zoom.us answered 503", verdict().details());
  }

  @Test
  void accountPaused_isFailing_untilAZakComes() {
    observers.paused(MAIN, failing());
    assertEquals(Level.FAILING, verdict().level());
    zak.renewed();
    assertEquals(Level.READY, verdict().level());
  }

  @Test
  void ownUserUnknown_isFailing_anotherIsNotTheAccountsTrouble() {
    TokenFailure unknown = new TokenFailure.Unknown("1001");
    observers.zak(MAIN, new UserId("nobody")).failed(unknown, Freshness.EXPIRED);
    assertEquals(Level.IDLE, verdict().level());
    zak.failed(unknown, Freshness.EXPIRED);
    assertEquals(Level.FAILING, verdict().level());
    assertTrue(verdict().words().contains("(user me)"), verdict().words());
  }

  @Test
  void oneUserWithoutZak_isNotMendedByAnothersZak() {
    TokenListener social = observers.zak(MAIN, new UserId("social"));
    social.failed(new TokenFailure.Unreadable("a", "null"), Freshness.EXPIRED);
    zak.renewed();
    assertEquals(Level.DEGRADED, verdict().level());
    social.renewed();
    assertEquals(Level.READY, verdict().level());
  }

  private void denied() {
    observers.answered(TestCallbacks.failed("default", 503, Duration.ZERO));
  }

  @Test
  void servedFromReserve_untilTheReserveIsGone_isThenFailing() {
    zak.renewed();
    accessToken.failed(failing(), Freshness.EXPIRED);
    zak.servedFromReserve();
    time.advance(Duration.ofHours(1));
    denied();
    assertEquals(Level.FAILING, verdict().level());
    accessToken.renewed();
    zak.failed(failing(), Freshness.RESERVE);
    time.advance(Duration.ofSeconds(1));
    zak.servedFromReserve();
    assertEquals(Level.DEGRADED, verdict().level());
    time.advance(Duration.ofHours(1));
    zak.failed(failing(), Freshness.EXPIRED);
    denied();
    assertEquals(Level.FAILING, verdict().level());
  }

  @Test
  void anotherUsersTrouble_doesNotHideTheAccounts_andIsForgottenAfterAnHour() {
    TokenListener social = observers.zak(MAIN, new UserId("social"));
    zak.failed(refused(), Freshness.EXPIRED);
    social.failed(new TokenFailure.Unreadable("a", "null"), Freshness.EXPIRED);
    assertTrue(verdict().words().startsWith("The app is off"), verdict().words());
    zak.renewed();
    social.failed(new TokenFailure.Unreadable("a", "null"), Freshness.EXPIRED);
    assertEquals(Level.DEGRADED, verdict().level());
    time.advance(Duration.ofHours(1));
    assertEquals(Level.READY, verdict().level());
  }

  @Test
  void checkThatGotAZak_endsTheTrouble() {
    zak.failed(refused(), Freshness.EXPIRED);
    observers.checked(MAIN);
    assertEquals(Level.READY, verdict().level());
  }
}
