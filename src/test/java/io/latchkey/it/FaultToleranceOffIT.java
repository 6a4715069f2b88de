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
import org.junit.jupiter.api.Test;

/** Tests Latchkey on a server that ignores the annotations of MicroProfile Fault Tolerance. */
class FaultToleranceOffIT {

  private static final String TOKEN = "canary-callback-token-no-fault-tolerance";

  @Test
  void ignoredAnnotations_areSaidPlainly_deadlinesHold() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0)) {
      Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
      keys.put("MP_Fault_Tolerance_NonFallback_Enabled", "false");
      try (Server server = World.ready("no-fault-tolerance", keys)) {
        assertNoticedAndInTime(server, zoom);
      }
    }
  }

  static void assertNoticedAndInTime(Server server, ZoomSimulator zoom) throws Exception {
    assertTrue(server.log().contains("This server ignores MicroProfile Fault Tolerance"));
    Callback latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
    assertEquals(200, latchkey.zak("").status());

    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, 1, Fault.answer(500, "zoom-said"));
    int before = zoom.calls().count(Endpoint.ZAK, "acc");
    assertEquals(503, latchkey.zak("&user=anna").status());
    assertEquals(before + 1, zoom.calls().count(Endpoint.ZAK, "acc"), "nothing was repeated");

    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, 1, Fault.breaks(Fault.Break.HANG));
    Answer late = latchkey.zak("&user=ben");
    assertEquals(503, late.status());
    assertTrue(late.took().compareTo(Duration.ofSeconds(4)) <= 0, () -> "took " + late.took());
  }

  static Map<String, String> keys(ZoomSimulator zoom) {
    return Server.configuration(zoom, "acc", TOKEN);
  }
}
