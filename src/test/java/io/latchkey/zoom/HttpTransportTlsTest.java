package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.simulator.Certificates;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.TokenFailure;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests calls with the certificates that the JVM trusts by default. The tests set those, as an
 * operator does with a trust store.
 */
class HttpTransportTlsTest {

  @TempDir private static Path directory;

  private static Certificates certificates;
  private static SSLContext before;

  private HttpTransport transport;

  @BeforeAll
  static void trust() throws NoSuchAlgorithmException {
    before = SSLContext.getDefault();
    certificates = new Certificates(directory);
  }

  @AfterAll
  static void trustAsBefore() {
    SSLContext.setDefault(before);
  }

  @BeforeEach
  void trustOurs() {
    SSLContext.setDefault(certificates.trusting());
    transport = transport();
  }

  /** Returns a new transport, which trusts what the JVM trusts at this moment. */
  private static HttpTransport transport() {
    URI unused = URI.create("https://localhost");
    return new HttpTransport(
        ZoomNetwork.direct(Duration.ofSeconds(10), Duration.ofSeconds(10)),
        Executors.newCachedThreadPool());
  }

  @AfterEach
  void close() throws Exception {
    transport.close();
  }

  private ZoomAnswer get(ZoomSimulator zoom) {
    return transport.send(
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + zoom.port() + "/v2/users/me/token?type=zak"))
            .build());
  }

  private void assertDistrusted(ZoomSimulator zoom) {
    ZoomCallException trouble = assertThrows(ZoomCallException.class, () -> get(zoom));
    TokenFailure.Unavailable failure = (TokenFailure.Unavailable) trouble.failure();
    assertTrue(failure.isUrgent());
    assertTrue(failure.diagnosis().contains("tls"), failure.diagnosis());
    assertEquals(0, zoom.calls().total(), "not one request");
  }

  @Test
  void send_certificateThatIsGood_isAnswered() {
    try (ZoomSimulator zoom = ZoomSimulator.on(certificates.server("good", "localhost", -1, 10))) {
      assertEquals(401, get(zoom).status());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wrong-host, elsewhere.example, -1, 10",
    "expired, localhost, -10, 5",
    "early, localhost, 5, 10"
  })
  void send_certificateThatIsNot_sendsNoRequestAndIsUrgent(
      String name, String host, int fromDay, int days) {
    try (ZoomSimulator zoom = ZoomSimulator.on(certificates.server(name, host, fromDay, days))) {
      assertDistrusted(zoom);
    }
  }

  @Test
  void send_certificateOfAnAuthorityThatNobodyTrusts_sendsNoRequestAndIsUrgent() throws Exception {
    transport.close();
    SSLContext.setDefault(before);
    transport = transport();
    try (ZoomSimulator zoom =
        ZoomSimulator.on(certificates.server("stranger", "localhost", -1, 10))) {
      assertDistrusted(zoom);
    }
  }
}
