package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.LogLines;
import io.latchkey.caller.RejectionReason;
import io.latchkey.token.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RejectedRequestsTest {

  @RegisterExtension final LogLines log = new LogLines(RejectedRequests.class);

  private final TestTime time = new TestTime();
  private final RejectedRequests rejected = new RejectedRequests(time, new NoRejectionListener());

  private List<String> lines() {
    return log.all().stream().map(LogRecord::getMessage).toList();
  }

  @Test
  void manyOfOneSecond_areOneLine() {
    for (int i = 0; i < 500; i++) {
      rejected.unauthorized(RejectionReason.TOKEN_WRONG);
      rejected.notFound();
    }
    rejected.lockedOut("192.0.2.1");
    rejected.lockedOut("192.0.2.2");
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
    rejected.notFound();
    time.advance(Duration.ofSeconds(1));
    rejected.unauthorized(RejectionReason.TOKEN_WRONG);
    time.advance(Duration.ofSeconds(5));
    assertEquals(
        List.of(
            "within a second: 1 for what is not served (404, 405), urn:latchkey:stranger",
            "within a second: 1 without a valid callback token (401), urn:latchkey:stranger"),
        lines());
  }
}
