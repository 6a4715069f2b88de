package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.latchkey.LogLines;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZoomHostsTest {

  private static final URI REGIONAL = URI.create("https://api-us.zoom.us");
  private static final ZoomSettings SETTINGS =
      new ZoomSettings(
          URI.create("https://zoom.us"),
          URI.create("https://api.zoom.us"),
          false,
          ZoomNetwork.direct(Duration.ofSeconds(1), Duration.ofSeconds(2)),
          Duration.ofHours(2),
          Duration.ofMinutes(15));

  @RegisterExtension private final LogLines log = new LogLines(ZoomHosts.class);

  private final TestTime time = new TestTime();
  private final List<String> called = new ArrayList<>();
  private final ZoomHosts hosts = new ZoomHosts(SETTINGS, this::transport, time);
  private ZoomOutcome outcome = ZoomOutcome.OK;

  private ZoomAnswer transport(HttpRequest request) {
    called.add(request.uri().toString());
    if (outcome == ZoomOutcome.SLOW) {
      time.advance(Duration.ofSeconds(2));
    }
    if (outcome != ZoomOutcome.OK && request.uri().getHost().equals(REGIONAL.getHost())) {
      throw new ZoomCallException(new TokenFailure.Unavailable("a", outcome.text()), outcome);
    }
    return AnyAnswerTest.anyAnswer();
  }

  private void send(String url) {
    hosts.send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "x").build());
  }

  @Test
  void regionalHost_thatCanBeReached_isCalled() {
    send(REGIONAL + "/v2/users/a%40b/token?type=zak");
    assertEquals(List.of(REGIONAL + "/v2/users/a%40b/token?type=zak"), called);
    assertEquals("api-us.zoom.us", hosts.inUse(REGIONAL));
  }

  @ParameterizedTest
  @EnumSource(
      value = ZoomOutcome.class,
      names = {"UNREACHABLE", "TLS", "BROKEN"})
  void regionalHost_thatCannot_isReplacedAtOnce_forAnHour_andSaidOnce(ZoomOutcome how) {
    outcome = how;
    send(REGIONAL + "/v2/users/a%40b/token?type=zak");
    send(REGIONAL + "/v2/users/me/token");
    assertEquals(
        List.of(
            REGIONAL + "/v2/users/a%40b/token?type=zak",
            "https://api.zoom.us/v2/users/a%40b/token?type=zak",
            "https://api.zoom.us/v2/users/me/token"),
        called);
    assertEquals("api.zoom.us", hosts.inUse(REGIONAL));
    time.advance(Duration.ofHours(1));
    called.clear();
    send(REGIONAL + "/v2/users/me/token");
    assertEquals(2, called.size(), "tried again");
    assertEquals(
        1, log.all().stream().filter(line -> line.getLevel().equals(Level.WARNING)).count());
    outcome = ZoomOutcome.OK;
    hosts.retry(REGIONAL);
    send(REGIONAL + "/v2/users/me/token");
    assertEquals("api-us.zoom.us", hosts.inUse(REGIONAL), "a check tries it at once");
  }

  /** This call has used up its time. The next call goes to the other host at once. */
  @Test
  void regionalHost_thatNeverAnswers_isReplacedFromTheNextCallOn() {
    outcome = ZoomOutcome.SLOW;
    assertThrows(ZoomCallException.class, () -> send(REGIONAL + "/v2/users/me/token"));
    send(REGIONAL + "/v2/users/me/token");
    assertEquals("https://api.zoom.us/v2/users/me/token", called.get(1));
  }

  /** A host that was reached before is not out of reach. So Zoom itself fails. */
  @ParameterizedTest
  @EnumSource(
      value = ZoomOutcome.class,
      names = {"BROKEN", "SLOW"})
  void regionalHost_thatWasReachedBefore_staysWhenItIsIll(ZoomOutcome how) {
    send(REGIONAL + "/v2/users/me/token");
    outcome = how;
    assertThrows(ZoomCallException.class, () -> send(REGIONAL + "/v2/users/me/token"));
    assertEquals("api-us.zoom.us", hosts.inUse(REGIONAL));
  }

  @Test
  void otherHosts_areNeverReplaced() {
    send("https://zoom.us/oauth/token");
    send("https://api.zoom.us/v2/users/me/token");
    assertEquals(
        List.of("https://zoom.us/oauth/token", "https://api.zoom.us/v2/users/me/token"), called);
  }
}
