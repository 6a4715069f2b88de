package io.latchkey.it;

import static org.awaitility.Awaitility.await;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Tests the circuit breaker. The server has only one account, so a failure of this account counts
 * as an outage of Zoom.
 */
@DisabledIfSystemProperty(
    named = "latchkey.server",
    matches = "glassfish",
    disabledReason = "GlassFish has no Fault Tolerance")
@Tag(Scope.AS_ON_PAYARA_MICRO)
class BreakerIT {

  private static final String TOKEN = "canary-callback-token-breaker-0123456789";

  @Test
  void troubleThatIsEverybodys_opensTheBreaker_whichNeverSticks() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = World.ready("breaker", Server.configuration(zoom, "acc", TOKEN))) {
      Callback latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
      zoom.faults()
          .plan(Endpoint.ZAK, "acc", Faults.ANY, Faults.FOREVER, Fault.answer(500, "zoom-said"));
      for (int i = 0; i < 10; i++) {
        assertEquals(503, latchkey.zak("&user=user" + i).status());
      }
      int before = zoom.calls().count(Endpoint.ZAK, "acc");
      Answer refused = latchkey.zak("&user=late");
      assertEquals(503, refused.status());
      assertTrue(refused.body().contains("paused"), refused::body);
      assertEquals(
          before, zoom.calls().count(Endpoint.ZAK, "acc"), "an open breaker costs Zoom nothing");
      zoom.faults().clear("acc");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> latchkey.zak("&user=late").status() == 200);
    }
  }
}
