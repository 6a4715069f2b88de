package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.TokenFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTlsTest {

  private static final char[] PASSWORD = "not-a-secret".toCharArray();

  @Test
  void send_certificateNobodyTrusts_sendsNoRequestAndIsUrgent(@TempDir Path dir) throws Exception {
    SSLContext tls = selfSigned(dir.resolve("keys.p12"));
    try (ZoomSimulator zoom =
        ZoomSimulator.on(
            tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()))) {
      URI url = URI.create("https://localhost:" + zoom.port());
      ZoomSettings settings =
          new ZoomSettings(
              url,
              url,
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofHours(2),
              Duration.ofMinutes(15));
      HttpTransport transport = new HttpTransport(settings, Executors.newCachedThreadPool());
      try {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/v2/users/me/zak")).build();
        ZoomTrouble trouble = assertThrows(ZoomTrouble.class, () -> transport.send(request));
        TokenFailure.Unavailable failure = (TokenFailure.Unavailable) trouble.failure();
        assertTrue(failure.urgent());
        assertTrue(failure.diagnosis().contains("tls"), failure.diagnosis());
        assertEquals(0, zoom.calls().total());
      } finally {
        transport.close();
      }
    }
  }

  private static SSLContext selfSigned(Path file)
      throws IOException, InterruptedException, GeneralSecurityException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "zoom",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertEquals(0, keytool.waitFor());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
