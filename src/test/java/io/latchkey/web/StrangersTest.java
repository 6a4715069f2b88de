package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.LogLines;
import io.latchkey.caller.Refusal;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StrangersTest {

  @RegisterExtension final LogLines log = new LogLines(Strangers.class);

  private final TestTime time = new TestTime();
  private final Strangers strangers = new Strangers(time, new Unheard());

  private List<String> lines() {
    return log.all().stream().map(LogRecord::getMessage).toList();
  }

  @Test
  void manyOfOneSecond_areOneLine() {
    for (int i = 0; i < 500; i++) {
      strangers.refused(Refusal.TOKEN_WRONG);
      strangers.lost();
    }
    strangers.lockedOut("192.0.2.1");
    strangers.lockedOut("192.0.2.2");
    time.advance(Duration.ofSeconds(1));
    assertEquals(
        List.of(
            "within a second: 500 without a valid callback token (401), 500 for what is not served"
                + " (404, 405), 2 shut out from now on, the last of them 192.0.2.2,"
                + " urn:latchkey:stranger"),
        lines());
  }

  @Test
  void onlyWhatHappened_isTold() {
    strangers.lost();
    time.advance(Duration.ofSeconds(1));
    strangers.refused(Refusal.TOKEN_WRONG);
    time.advance(Duration.ofSeconds(5));
    assertEquals(
        List.of(
            "within a second: 1 for what is not served (404, 405), urn:latchkey:stranger",
            "within a second: 1 without a valid callback token (401), urn:latchkey:stranger"),
        lines());
  }
}
