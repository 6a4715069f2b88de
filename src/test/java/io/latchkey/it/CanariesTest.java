package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shows that the search finds a planted secret. Otherwise a search without a result would prove
 * nothing.
 */
class CanariesTest {

  private ZoomSimulator zoom;
  private Canaries canaries;

  @BeforeEach
  void start() throws IOException {
    zoom = ZoomSimulator.start(0);
    zoom.account("acc", "client", "canary/client secret+of=acc");
    canaries = Canaries.of(zoom, "canary-callback-token-0123456789abcdef");
  }

  @AfterEach
  void stop() {
    zoom.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /zak?token=canary-callback-token-0123456789abcdef HTTP/1.1",
        "…callback-tok…",
        "the end of it: 456789abcdef",
        "canary%2Fclient+secret%2Bof%3Dacc",
        "Basic Y2xpZW50OmNhbmFyeS9jbGllbnQgc2VjcmV0K29mPWFjYw==",
        "63616e6172792d63616c6c6261636b",
        "63616E6172792D63616C6C6261636B"
      })
  void found_aPlantedLeak(String leak) {
    assertFalse(canaries.found("2026-03-02 INFO " + leak + " and so on").isEmpty());
  }

  @Test
  void found_whatZoomGaveOut() {
    String accessToken = zoom.accounts().iterator().next().newAccessToken();
    assertFalse(Canaries.of(zoom).found("Bearer " + accessToken.substring(40, 60)).isEmpty());
  }

  @Test
  void found_nothing_whereNothingIs() {
    assertEquals(0, canaries.found("GET /zak?token=wrong, account acc, client").size());
  }
}
