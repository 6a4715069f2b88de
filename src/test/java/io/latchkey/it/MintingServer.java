package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;

/**
 * Tests of the WAR on the shared server {@code minting}, where each request mints: it has {@code
 * latchkey.zak.reuse-for=PT0S}.
 */
abstract class MintingServer extends SharedServer {

  @Deployment(testable = false)
  @TargetsContainer("minting")
  static WebArchive war() {
    return World.war();
  }

  @AfterAll
  static void logHoldsNoSecret() {
    assertEquals(List.of(), Canaries.in(World.everythingWritten("minting")));
  }
}
