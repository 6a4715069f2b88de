package io.latchkey.it;

import static org.awaitility.Awaitility.await;

import io.latchkey.server.WildFly;
import io.latchkey.simulator.ZoomSimulator;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests WildFly with {@code standalone.xml}, which has neither MicroProfile Fault Tolerance nor
 * MicroProfile Health.
 */
@EnabledIfSystemProperty(named = "latchkey.server", matches = "wildfly")
class StandaloneXmlIT {

  @Test
  void withoutMicroProfile_itServes_andSaysWhatIsMissing() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        WildFly server = (WildFly) World.newServer("standalone-xml", "-XX:TieredStopAtLevel=1")) {
      server.startStock("standalone.xml", FaultToleranceOffIT.keys(zoom));
      await().atMost(Duration.ofMinutes(2)).until(() -> server.isDeployed() || !server.isAlive());
      FaultToleranceOffIT.assertNoticedAndRepeatedOnce(server, zoom, "Start WildFly with");
    }
  }
}
