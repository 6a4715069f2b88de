package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of the WAR on the shared server {@code remembering}, which serves ZAKs from memory. */
@ExtendWith({World.class, ArquillianExtension.class})
abstract class RememberingServer {

  @ArquillianResource private URL deployment;
  Callback latchkey;

  @Deployment(testable = false)
  @TargetsContainer("remembering")
  static WebArchive war() {
    return World.war();
  }

  @BeforeEach
  void connect() {
    latchkey = new Callback(deployment);
  }

  @AfterAll
  static void logHoldsNoSecret() {
    assertEquals(List.of(), Canaries.in(World.everythingWritten("remembering")));
  }
}
