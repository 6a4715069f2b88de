package io.latchkey.it;

import java.net.URL;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of the WAR on a server that several test classes share. A subclass names the server. */
@ExtendWith({World.class, ArquillianExtension.class})
abstract class SharedServer {

  @ArquillianResource private URL deployment;
  Callback latchkey;

  @BeforeEach
  void connect() {
    latchkey = new Callback(deployment);
  }
}
