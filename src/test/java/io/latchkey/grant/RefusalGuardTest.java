package io.latchkey.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.token.TestTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalGuardTest {

  private final TestTime time = new TestTime();
  private final RefusalGuard guard = new RefusalGuard(time);

  private static GrantId grant(int number) {
    return new GrantId("g_" + number);
  }

  private void refuse(int grants) {
    for (int i = 0; i < grants; i++) {
      guard.refused(grant(i), false);
    }
  }

  @Test
  void fourGrants_areNotEnough_norOneGrantRefusedOften() {
    refuse(4);
    for (int i = 0; i < 20; i++) {
      assertFalse(guard.refused(grant(0), false));
    }
    assertFalse(guard.isOn());
    assertEquals(Duration.ZERO, guard.pauseBeforeNextRefresh());
  }

  @Test
  void fifthGrant_switchesItOn_once() {
    refuse(4);
    assertTrue(guard.refused(grant(4), false));
    assertFalse(guard.refused(grant(5), false), "it is on already");
  }

  @Test
  void halfOfTheRefreshes_isNotMost() {
    for (int i = 0; i < 5; i++) {
      guard.succeeded(grant(100 + i));
    }
    refuse(5);
    assertFalse(guard.isOn());
    assertTrue(guard.refused(grant(5), false));
  }

  @Test
  void refusalsOfTenMinutesAgo_areForgotten() {
    refuse(4);
    time.advance(Duration.ofMinutes(10).plusSeconds(1));
    assertFalse(guard.refused(grant(4), false));
  }

  @Test
  void whileItIsOn_oneRefreshAMinute_untilOneSucceeds() {
    refuse(5);
    assertEquals(Duration.ofMinutes(1), guard.pauseBeforeNextRefresh());
    time.advance(Duration.ofMinutes(1));
    assertEquals(Duration.ZERO, guard.pauseBeforeNextRefresh());
    assertEquals(Duration.ofMinutes(1), guard.pauseBeforeNextRefresh());
    assertTrue(guard.succeeded(grant(0)));
    assertFalse(guard.succeeded(grant(0)), "it is off already");
    assertEquals(Duration.ZERO, guard.pauseBeforeNextRefresh());
    assertTrue(guard.refused(grant(1), false), "the refusals of the last minutes still count");
  }
}
