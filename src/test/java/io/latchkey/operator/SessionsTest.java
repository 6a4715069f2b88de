package io.latchkey.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.instance.EndedSessions;
import io.latchkey.secret.Secret;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private final TestTime time = new TestTime();
  private final Sessions sessions = sessions("0123456789abcdef0123456789abcdef");

  private Sessions sessions(String token) {
    return new Sessions(
        new OperatorTokens(Secret.of(token), null),
        new EndedSessions(time::instant),
        time::instant);
  }

  @Test
  void known_fromItsBeginningToItsEnd_byEveryInstance() {
    String session = sessions.begin();
    Sessions another = sessions("0123456789abcdef0123456789abcdef");
    time.advance(Duration.ofHours(8).minusSeconds(1));
    assertEquals(Optional.of(session), sessions.known(session));
    assertEquals(Optional.of(session), another.known(session));
    time.advance(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), sessions.known(session));
  }

  @Test
  void known_afterTheOperatorTokenHasChanged_isNone() {
    Sessions changed = sessions("fedcba9876543210fedcba9876543210");
    assertEquals(Optional.empty(), changed.known(sessions.begin()));
    Sessions off =
        new Sessions(
            new OperatorTokens(null, null), new EndedSessions(time::instant), time::instant);
    assertEquals(Optional.empty(), off.known(sessions.begin()));
  }

  @Test
  void known_everyLetterAltered_isNone() {
    String session = sessions.begin();
    for (int i = 0; i < session.length() - 1; i++) {
      char other = session.charAt(i) == '1' ? '2' : '1';
      String altered = session.substring(0, i) + other + session.substring(i + 1);
      assertEquals(Optional.empty(), sessions.known(altered), "letter " + i);
    }
    for (String none : new String[] {"", "..", session + "x", "a.1.b"}) {
      assertEquals(Optional.empty(), sessions.known(none));
    }
  }

  @Test
  void known_afterItHasEnded_isNone_andOthersAre() {
    String session = sessions.begin();
    String other = sessions.begin();
    assertNotEquals(session, other);
    sessions.end(session);
    assertEquals(Optional.empty(), sessions.known(session));
    assertEquals(Optional.of(other), sessions.known(other));
  }

  @Test
  void formToken_isOfItsSessionAlone() {
    String session = sessions.begin();
    assertTrue(sessions.isFormToken(session, sessions.formToken(session)));
    assertFalse(sessions.isFormToken(session, sessions.formToken(sessions.begin())));
    assertFalse(sessions.isFormToken(session, ""));
    assertFalse(sessions.isFormToken(session, "%"));
  }
}
