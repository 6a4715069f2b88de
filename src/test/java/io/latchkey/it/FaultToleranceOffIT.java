package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Tests Latchkey where nothing applies the annotations of MicroProfile Fault Tolerance. */
@Tag(Scope.AS_ON_PAYARA_MICRO)
class FaultToleranceOffIT {

  private static final String TOKEN = "canary-callback-token-no-fault-tolerance";

  /** An operator who switches it off wants no retries. */
  @Test
  @DisabledIfSystemProperty(
      named = "latchkey.server",
      matches = "glassfish",
      disabledReason = "GlassFish has no Fault Tolerance")
  void switchedOff_isSaid_nothingIsRepeated_deadlinesHold() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0)) {
      Map<String, String> keys = keys(zoom);
      keys.put("MP_Fault_Tolerance_NonFallback_Enabled", "false");
      try (Server server = World.ready("no-fault-tolerance", keys)) {
        assertTrue(server.log().contains("not retried: the configuration switches that off"));
        Callback latchkey = callback(server);
        assertEquals(200, latchkey.zak("").status());
        failOnce(zoom);
        assertEquals(503, latchkey.zak("&user=anna").status());
        assertEquals(2, zoom.calls().count(Endpoint.ZAK, "acc"), "nothing was repeated");
        assertDeadlineHolds(zoom, latchkey);
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "latchkey.server", matches = "glassfish")
  void serverWithoutIt_isNamedWithItsRemedy_callsAreRepeatedOnce() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = World.ready("no-fault-tolerance", keys(zoom))) {
      assertNoticedAndRepeatedOnce(server, zoom, "GlassFish has none");
    }
  }

  static void assertNoticedAndRepeatedOnce(Server server, ZoomSimulator zoom, String remedy)
      throws Exception {
    String log = server.log();
    assertTrue(log.contains("This server ignores MicroProfile Fault Tolerance"), log);
    assertTrue(log.contains(remedy), log);
    Callback latchkey = callback(server);
    assertEquals(200, latchkey.zak("").status());

    failOnce(zoom);
    assertEquals(200, latchkey.zak("&user=anna").status());
    assertEquals(3, zoom.calls().count(Endpoint.ZAK, "acc"), "one call was repeated");

    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, 2, Fault.answer(500, "zoom-said"));
    assertEquals(503, latchkey.zak("&user=carl").status());
    assertEquals(5, zoom.calls().count(Endpoint.ZAK, "acc"), "once, not twice");
    assertDeadlineHolds(zoom, latchkey);
  }

  private static Callback callback(Server server) throws Exception {
    return new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
  }

  private static void failOnce(ZoomSimulator zoom) {
    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, 1, Fault.answer(500, "zoom-said"));
  }

  private static void assertDeadlineHolds(ZoomSimulator zoom, Callback latchkey) {
    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, 1, Fault.breaks(Fault.Break.HANG));
    Answer late = latchkey.zak("&user=ben");
    assertEquals(503, late.status());
    assertTrue(late.took().compareTo(Duration.ofSeconds(4)) <= 0, () -> "took " + late.took());
  }

  static Map<String, String> keys(ZoomSimulator zoom) {
    return Server.configuration(zoom, "acc", TOKEN);
  }
}
