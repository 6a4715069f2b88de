package io.latchkey.token;

import static io.latchkey.token.TestTime.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessRulesTest {

  @ParameterizedTest
  @CsvSource({
    // life, age, expected
    "3600,    0, FRESH",
    "3600, 2999, FRESH",
    "3600, 3000, STALE",
    "3600, 3419, STALE",
    "3600, 3420, EXPIRED",
    "3600, 9999, EXPIRED",
    "300,   149, FRESH",
    "300,   150, STALE",
    "300,   224, STALE",
    "300,   225, EXPIRED",
    "10,      4, FRESH",
    "10,      5, STALE",
    "10,      8, EXPIRED",
    "0,       0, EXPIRED",
  })
  void accessToken(int life, int age, Freshness expected) {
    AccessTokenRule rule = new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));
    AccessToken token =
        new AccessToken(
            Secret.of("t"), START, START.plusSeconds(life), URI.create("https://api.zoom.us"));
    assertEquals(expected, rule.at(token, START.plusSeconds(age)));
  }

  @ParameterizedTest
  @CsvSource({
    // reuse-for, outage-reuse-for, life, age, expected
    "60, 3600, 7200,    0, FRESH",
    "60, 3600, 7200,   44, FRESH",
    "60, 3600, 7200,   45, STALE",
    "60, 3600, 7200,   59, STALE",
    "60, 3600, 7200,   60, RESERVE",
    "60, 3600, 7200, 3599, RESERVE",
    "60, 3600, 7200, 3600, EXPIRED",
    "60, 3600,  930,   30, FRESH",
    "60, 3600,  930,   31, EXPIRED",
    "60, 3600,  899,    0, EXPIRED",
    " 0, 3600, 7200,    0, RESERVE",
    " 0,    0, 7200,    0, EXPIRED",
    "60,    0, 7200,   59, STALE",
    "60,    0, 7200,   60, EXPIRED",
  })
  void zak(int reuseFor, int outageReuseFor, int life, int age, Freshness expected) {
    ZakRule rule =
        new ZakRule(
            Duration.ofSeconds(reuseFor),
            Duration.ofSeconds(outageReuseFor),
            Duration.ofMinutes(15));
    ZakToken zak = new ZakToken(Secret.of("z"), START, START.plusSeconds(life));
    assertEquals(expected, rule.at(zak, START.plusSeconds(age)));
  }

  @Test
  void zak_outlivesAnOutageButNoRefusal() {
    ZakRule rule = new ZakRule(Duration.ZERO, Duration.ofHours(1), Duration.ZERO);
    assertTrue(rule.keepsTokenAfter(new TokenFailure.Unavailable("a", "d")));
    assertTrue(rule.keepsTokenAfter(new TokenFailure.Unreadable("a", "d")));
    assertFalse(rule.keepsTokenAfter(new TokenFailure.Refused("a", "d")));
    assertFalse(rule.keepsTokenAfter(new TokenFailure.Unknown("d")));
  }

  @Test
  void accessToken_outlivesARefusedRenewal() {
    AccessTokenRule rule = new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));
    assertTrue(
        rule.keepsTokenAfter(new TokenFailure.Refused("a", "invalid_client")),
        "a good token dropped when its renewal failed (Quarkus)");
  }
}
