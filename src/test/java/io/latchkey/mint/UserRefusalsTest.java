package io.latchkey.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.account.UserId;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UserRefusalsTest {

  private final TokenFailure unknown = new TokenFailure.Unknown("one user");
  private final TokenFailure refused = new TokenFailure.Refused("a", "everybody");

  private final TestTime time = new TestTime();
  private final UserRefusals refusals = new UserRefusals(new UserId("own"), time);

  private TokenFailure judge(String code, String user) {
    return refusals.decide(new UserRefused(code, unknown, refused), new UserId(user));
  }

  @Test
  void userOfTheRequest_isUnknown_howeverOften() {
    assertEquals(unknown, judge("1010", "guest"));
    assertEquals(unknown, judge("1010", "guest"));
  }

  @Test
  void configuredUser_isARefusal() {
    assertEquals(refused, judge("300", "own"));
  }

  /**
   * A fault of every request, such as a ttl that is too long, must not look like an unknown user.
   */
  @Test
  void secondUserWithinAMinute_isARefusal_forBoth() {
    judge("300", "anna");
    time.advance(Duration.ofSeconds(59));
    assertEquals(refused, judge("300", "ben"));
    assertEquals(refused, judge("300", "anna"));
  }

  @Test
  void secondUserAMinuteLater_orByAnotherCode_isUnknown() {
    judge("300", "anna");
    assertEquals(unknown, judge("1010", "ben"));
    time.advance(Duration.ofSeconds(60));
    assertEquals(unknown, judge("300", "ben"));
  }
}
