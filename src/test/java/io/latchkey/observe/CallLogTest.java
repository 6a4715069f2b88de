package io.latchkey.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.LogLines;
import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.AnsweredCallback.Failed;
import io.latchkey.callback.AnsweredCallback.Served;
import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenKind;
import io.latchkey.web.RequestTrace;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallLogTest {

  private static final Duration APART = Duration.ofMillis(100);

  @RegisterExtension final LogLines recorded = new LogLines(CallLog.class);

  private final TestTime time = new TestTime();
  private final CallLog log = new CallLog(time);

  private static AnsweredCallback callback(int number, @Nullable Throwable defect) {
    return new AnsweredCallback(
        "recall",
        TokenKind.ZAK,
        "main",
        "ZAK number " + number,
        defect == null
            ? new Served(Origin.MEMORY, null, null)
            : new Failed(500, defect.toString(), defect),
        Duration.ofMillis(7),
        new RequestTrace("urn:uuid:x", null));
  }

  private void answer(int from, int until) {
    IntStream.range(from, until).forEach(i -> log.answered(callback(i, null)));
  }

  private List<String> records() {
    return recorded.all().stream().map(LogRecord::getMessage).toList();
  }

  @Test
  void one_isWrittenAtOnce_byAnotherThread() {
    answer(1, 2);
    assertEquals(List.of(), records(), "who answers does not write");
    time.advance(Duration.ZERO);
    assertEquals(List.of("200 for ZAK number 1: from memory, 7 ms, urn:uuid:x"), records());
  }

  @Test
  void next_waitsATenthOfASecond() {
    answer(1, 2);
    time.advance(Duration.ofMillis(1));
    answer(2, 3);
    time.advance(APART.minusMillis(2));
    assertEquals(1, records().size());
    time.advance(Duration.ofMillis(1));
    assertEquals(2, records().size());
  }

  @Test
  void few_areARecordEach() {
    answer(0, 10);
    time.advance(Duration.ZERO);
    assertEquals(10, records().size());
  }

  @Test
  void crowd_sharesRecords_andNoneIsMissingOrOutOfOrder() {
    answer(0, 250);
    time.advance(Duration.ZERO);
    assertEquals(
        List.of(50L, 50L, 50L, 50L, 50L), records().stream().map(r -> r.lines().count()).toList());
    List<String> lines = records().stream().flatMap(String::lines).toList();
    for (int i = 0; i < 250; i++) {
      assertTrue(lines.get(i).startsWith("200 for ZAK number " + i + ":"), lines.get(i));
    }
  }

  @Test
  void moreThanTenThousand_areCounted() {
    answer(0, 10_003);
    time.advance(Duration.ZERO);
    List<String> lines = records().stream().flatMap(String::lines).toList();
    assertEquals(10_001, lines.size());
    assertEquals(
        "3 lines are missing here: there were more than the log can take", lines.get(10_000));
    answer(0, 1);
    time.advance(APART);
    assertEquals(10_002, records().stream().flatMap(String::lines).count(), "there is room again");
  }

  @Test
  void quiet_setsNoAlarm() {
    answer(0, 1);
    time.advance(APART);
    assertEquals(0, time.ticking());
    answer(1, 2);
    time.advance(Duration.ZERO);
    assertEquals(2, records().size());
  }

  @Test
  void close_writesWhatWaits() {
    answer(0, 1);
    log.close();
    assertEquals(1, records().size());
  }

  @Test
  void defect_isToldAtOnce_withItsStackTrace() {
    log.answered(callback(1, new IllegalStateException("broken")));
    assertEquals(Level.SEVERE, recorded.all().get(0).getLevel());
    assertTrue(recorded.all().get(0).getThrown() != null);
  }
}
