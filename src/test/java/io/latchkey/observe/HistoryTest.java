package io.latchkey.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.TestCallbacks;
import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TestTime;
import io.latchkey.zoom.ZoomCall;
import io.latchkey.zoom.ZoomEndpoint;
import io.latchkey.zoom.ZoomOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private final TestTime time = new TestTime();
  private final History history = new History(List.of("default", "rooms"), time);

  private static AnsweredCallback callback(String account, int status, int millis) {
    String name = account.isEmpty() ? null : account;
    Duration took = Duration.ofMillis(millis);
    return status == 200
        ? TestCallbacks.served(name, Origin.MEMORY, took)
        : TestCallbacks.failed(name, status, took);
  }

  private History.Minute last() {
    List<History.Minute> hour = history.of("default");
    assertEquals(60, hour.size());
    return hour.get(59);
  }

  @Test
  void minute_countsWhatHappenedInIt_toThatAccount() {
    history.answered(callback("default", 200, 7));
    history.answered(callback("default", 404, 70));
    history.answered(callback("default", 503, 20));
    history.answered(callback("rooms", 503, 900));
    history.answered(callback("", 404, 900));
    history.called(
        new ZoomCall("default", ZoomEndpoint.ZAK, ZoomOutcome.OK, "200", Duration.ofMillis(1), ""));
    history.called(
        new ZoomCall("default", ZoomEndpoint.ZAK, ZoomOutcome.SLOW, "-", Duration.ofMillis(1), ""));
    assertEquals(1, last().answered());
    assertEquals(2, last().failed());
    assertEquals(Duration.ofMillis(70), last().slowest());
    assertEquals(1, last().zoomCalls());
    assertEquals(1, last().zoomFailures());
  }

  @Test
  void minute_passesOn_andIsForgottenAfterAnHour() {
    history.answered(callback("default", 200, 7));
    time.advance(Duration.ofMinutes(1));
    assertEquals(0, last().answered());
    assertEquals(1, history.of("default").get(58).answered());
    time.advance(Duration.ofMinutes(59));
    history.answered(callback("default", 200, 7));
    assertEquals(1, history.of("default").stream().mapToLong(History.Minute::answered).sum());
  }

  @Test
  void failures_theLastTwenty_newestFirst() {
    RecentFailures failures = new RecentFailures(time);
    failures.answered(callback("default", 200, 1));
    for (int i = 0; i < 25; i++) {
      failures.answered(callback("default", 400 + i, 1));
    }
    assertEquals(20, failures.all().size());
    assertEquals(424, failures.all().get(0).status());
  }
}
