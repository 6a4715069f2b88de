package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.check.Step;
import io.latchkey.check.Step.Result;
import io.latchkey.simulator.Certificates;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests connections with the certificates that the JVM trusts by default. The tests set those, as
 * an operator does with a trust store.
 */
class ConnectionsTest {

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  @TempDir private static Path directory;

  private static Certificates certificates;
  private static SSLContext before;

  private final Connections connections =
      new Connections(ZoomNetwork.direct(Duration.ofSeconds(10), Duration.ofSeconds(10)), THREADS);

  @BeforeAll
  static void trust() throws NoSuchAlgorithmException {
    before = SSLContext.getDefault();
    certificates = new Certificates(directory);
  }

  @AfterAll
  static void trustAsBefore() {
    SSLContext.setDefault(before);
    THREADS.shutdownNow();
  }

  @BeforeEach
  void trustOurs() {
    SSLContext.setDefault(certificates.trusting());
  }

  private List<Step> to(ZoomSimulator zoom) {
    return connections.to(URI.create("https://localhost:" + zoom.port()));
  }

  @Test
  void to_certificateThatIsGood_passes_andSaysBywhom() {
    try (ZoomSimulator zoom = ZoomSimulator.on(certificates.server("good", "localhost", -1, 10))) {
      List<Step> steps = to(zoom);
      assertEquals(Result.PASSED, steps.get(0).result());
      assertEquals(Result.PASSED, steps.get(1).result());
      assertTrue(steps.get(1).finding().contains("by CN="), steps::toString);
    }
  }

  @Test
  void to_certificateForAnotherName_fails() {
    try (ZoomSimulator zoom =
        ZoomSimulator.on(certificates.server("elsewhere", "elsewhere.example", -1, 10))) {
      assertEquals(Result.FAILED, to(zoom).get(1).result());
      assertEquals(0, zoom.calls().total());
    }
  }

  /** A proxy that inspects TLS looks like this, unless the machine knows its root certificate. */
  @Test
  void to_certificateOfAnAuthorityThatNobodyTrusts_fails_andNamesIt() {
    SSLContext.setDefault(before);
    try (ZoomSimulator zoom =
        ZoomSimulator.on(certificates.server("inspected", "localhost", -1, 10))) {
      Step tls = to(zoom).get(1);
      assertEquals(Result.FAILED, tls.result());
      assertTrue(tls.finding().contains("its certificate is by CN="), tls.finding());
      assertTrue(tls.next().contains("a proxy inspects TLS"), tls::toString);
      assertEquals(0, zoom.calls().total(), "the witness trusts nobody");
    }
  }

  @Test
  void to_nobodyThere_isUnreachable() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    Step tls = connections.to(URI.create("https://localhost:" + port)).get(1);
    assertEquals(Result.FAILED, tls.result());
    assertTrue(tls.finding().contains("cannot be reached"), tls.finding());
  }

  @Test
  void to_nameThatIsNotFound_failsAtDns_andGoesNoFurther() {
    List<Step> steps = connections.to(URI.create("https://nowhere.invalid"));
    assertEquals(Result.FAILED, steps.get(0).result());
    assertTrue(steps.get(0).next().contains("getent hosts nowhere.invalid"));
    assertEquals(Result.SKIPPED, steps.get(1).result());
  }

  @Test
  void to_plainHttp_hasNoTls() {
    List<Step> steps = connections.to(URI.create("http://127.0.0.1:1"));
    assertEquals(Result.PASSED, steps.get(0).result());
    assertEquals(Result.SKIPPED, steps.get(1).result());
  }
}
