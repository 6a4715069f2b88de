package io.latchkey.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.RefreshKills.Aim;
import io.latchkey.grant.RefreshKills.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@link RefreshKills}: each point once. */
class RefreshKillsTest {

  private static final Duration LONGER_THAN_A_KILL = Duration.ofMinutes(5);

  @ParameterizedTest
  @EnumSource
  void killAtEachPoint_losesNothing_thatIsNotTold(Aim aim) throws Exception {
    try (RefreshKills kills = new RefreshKills(Kind.POSTGRESQL_18, Duration.ZERO)) {
      Result result = kills.kill(aim);
      assertEquals(0, result.lost(), result::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_RANDOM", "ROTATED_ANSWER_NOT_SENT", "ANSWER_READ"})
  void killWithinZoomsGrace_losesNothing(Aim aim) throws Exception {
    try (RefreshKills kills = new RefreshKills(Kind.POSTGRESQL_18, LONGER_THAN_A_KILL)) {
      Result result = kills.kill(aim);
      assertEquals(0, result.lost() + result.told(), result::toString);
    }
  }

  @Test
  void answerThatZoomSentToAKilledProcess_isTold() throws Exception {
    try (RefreshKills kills = new RefreshKills(Kind.POSTGRESQL_18, Duration.ZERO)) {
      assertTrue(kills.kill(Aim.ANSWER_READ).told() > 0);
    }
  }
}
