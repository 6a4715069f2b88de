package io.latchkey.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.LogLines;
import io.latchkey.token.Freshness;
import io.latchkey.token.SharedPause;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenLogTest {

  @RegisterExtension final LogLines recorded = new LogLines(TokenLog.class);

  private final List<LogRecord> lines = recorded.all();
  private final TestTime time = new TestTime();
  private final OutageLog outage = new OutageLog(time, Duration.ofSeconds(30));
  private final TokenLog log = new TokenLog("ZAK of account main, user me", outage);

  private List<Level> levels() {
    return lines.stream().map(LogRecord::getLevel).toList();
  }

  private static TokenFailure unavailable() {
    return new TokenFailure.Unavailable("a", "zoom.us answered 500");
  }

  private static TokenFailure refused() {
    return new TokenFailure.Refused("a", "invalid_client: check the client secret");
  }

  @Test
  void outage_isToldOnceAndItsEnd() {
    for (int i = 0; i < 100; i++) {
      log.failed(unavailable(), Freshness.RESERVE);
      log.servedFromReserve();
    }
    log.renewed();
    assertEquals(List.of(Level.WARNING, Level.INFO), levels());
    assertTrue(lines.get(0).getMessage().contains("serving an older one"));
  }

  @Test
  void slowness_isToldWhenTheReserveIsFirstServed() {
    log.servedFromReserve();
    log.servedFromReserve();
    assertEquals(List.of(Level.WARNING), levels());
  }

  @Test
  void renewals_areNoNews() {
    log.renewed();
    log.renewed();
    assertEquals(List.of(), lines);
  }

  @Test
  void refused_nothingAtHand_isAnErrorThatSaysWhatToCheck() {
    log.failed(refused(), Freshness.EXPIRED);
    log.failed(refused(), Freshness.EXPIRED);
    assertEquals(List.of(Level.SEVERE), levels());
    assertTrue(lines.get(0).getMessage().contains("check the client secret"));
  }

  @Test
  void refused_stillUsable_isAWarning() {
    log.failed(refused(), Freshness.STALE);
    assertEquals(List.of(Level.WARNING), levels());
  }

  @Test
  void tls_isAnError() {
    log.failed(TokenFailure.Unavailable.urgent("a", "tls: not trusted"), Freshness.EXPIRED);
    assertEquals(List.of(Level.SEVERE), levels());
  }

  @Test
  void failureOfAnotherKind_isNews() {
    log.failed(unavailable(), Freshness.EXPIRED);
    log.failed(refused(), Freshness.EXPIRED);
    assertEquals(List.of(Level.WARNING, Level.SEVERE), levels());
  }

  @Test
  void refusalThatBeginsToHurt_becomesAnError() {
    log.failed(refused(), Freshness.STALE);
    log.failed(refused(), Freshness.EXPIRED);
    log.failed(refused(), Freshness.EXPIRED);
    assertEquals(List.of(Level.WARNING, Level.SEVERE), levels());
  }

  @Test
  void refusalForAnotherReason_isNews_byAnotherCallIsNot() {
    for (String why :
        List.of(
            "400 invalid_client, x-zm-trackingid v=1;rid=A: check",
            "400 invalid_client, x-zm-trackingid v=1;rid=B: check",
            "400 invalid_request, x-zm-trackingid v=1;rid=C: check")) {
      log.failed(new TokenFailure.Refused("a", why), Freshness.EXPIRED);
    }
    assertEquals(2, lines.size());
  }

  @Test
  void outageThatBecomesUrgent_isAnError() {
    log.failed(unavailable(), Freshness.EXPIRED);
    log.failed(TokenFailure.Unavailable.urgent("a", "tls"), Freshness.EXPIRED);
    assertEquals(List.of(Level.WARNING, Level.SEVERE), levels());
  }

  @Test
  void outageOfAThousandUsers_isToldOnceAndItsEnd() {
    for (int user = 0; user < 1000; user++) {
      TokenLog one = new TokenLog("ZAK of account main, user " + user, outage);
      one.failed(unavailable(), Freshness.RESERVE);
      one.servedFromReserve();
    }
    log.renewed();
    log.renewed();
    assertEquals(List.of(Level.WARNING, Level.INFO), levels());
  }

  @Test
  void reserve_servedAfterAFailureThatDidNotTellOfOne_isTold() {
    log.failed(unavailable(), Freshness.STALE);
    log.failed(unavailable(), Freshness.RESERVE);
    log.servedFromReserve();
    log.servedFromReserve();
    assertEquals(List.of(Level.WARNING, Level.WARNING), levels());
    assertTrue(lines.get(1).getMessage().contains("serving an older one"));
  }

  @Test
  void outageOfColdAndWarmUsers_isToldOnceAtItsWorst() {
    TokenFailure tls = TokenFailure.Unavailable.urgent("a", "tls: not trusted");
    for (int i = 0; i < 50; i++) {
      log.failed(tls, Freshness.RESERVE);
      log.failed(tls, Freshness.EXPIRED);
    }
    assertEquals(List.of(Level.WARNING, Level.SEVERE), levels());
  }

  @Test
  void outageThatTurnsIntoNonsense_isNews() {
    log.failed(unavailable(), Freshness.EXPIRED);
    log.failed(new TokenFailure.Unreadable("a", "text/html, 30 bytes"), Freshness.EXPIRED);
    assertEquals(2, lines.size());
  }

  @Test
  void oneUsersSuccess_endsNothingWhileAnothersFailureIsFresh() {
    TokenLog good = new TokenLog("ZAK of account main, user good", outage);
    for (int i = 0; i < 50; i++) {
      log.failed(held(unavailable()), Freshness.EXPIRED);
      good.renewed();
      time.advance(Duration.ofSeconds(10));
    }
    assertEquals(List.of(Level.WARNING), levels());
    time.advance(Duration.ofSeconds(60));
    good.renewed();
    assertEquals(List.of(Level.WARNING, Level.INFO), levels());
  }

  /** Returns the failure as a cell passes it on, with the instant of the next attempt. */
  private TokenFailure held(TokenFailure failure) {
    return new SharedPause(time.timing()).begin(failure);
  }

  @Test
  void pauseOfTheAccount_isToldOnce() {
    for (int i = 0; i < 100; i++) {
      log.paused(new TokenFailure.Unavailable("a", "429"));
    }
    assertEquals(List.of(Level.WARNING), levels());
    assertTrue(lines.get(0).getMessage().contains("nobody asks"));
  }

  @Test
  void pauseOfTheAccountByARefusal_isAnError() {
    log.paused(new TokenFailure.Refused("a", "401 even with a new access token"));
    assertEquals(List.of(Level.SEVERE), levels());
  }

  @Test
  void unknownUser_isNoNews() {
    log.failed(new TokenFailure.Unknown("1001"), Freshness.EXPIRED);
    assertEquals(List.of(), lines);
  }
}
