package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import io.latchkey.simulator.Certificates;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {

  private static final Secret PASSWORD = Secret.of("st0re-canary");

  @TempDir private static Path directory;
  private static Path pem;

  @BeforeAll
  static void makeAuthority() {
    pem = new Certificates(directory).pem();
  }

  private static String problem(Path file, @Nullable Secret password) {
    String message =
        assertThrows(Authorities.NoAuthorities.class, () -> Authorities.read(file, password))
            .getMessage();
    assertFalse(message.contains("canary"), message);
    return message;
  }

  @Test
  void pem_mayHoldSeveral_andRemarks() throws Exception {
    String one = Files.readString(pem);
    Path two = Files.writeString(directory.resolve("two.pem"), "# ours\n" + one + "\n" + one);
    assertEquals(2, Authorities.read(two, null).size());
  }

  @Test
  void pkcs12_isOpenedByItsPassword() throws Exception {
    X509Certificate authority = Authorities.read(pem, null).get(0);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", authority);
    Path file = directory.resolve("store.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "st0re-canary".toCharArray());
    }
    assertEquals(List.of(authority), Authorities.read(file, PASSWORD));
    assertTrue(problem(file, Secret.of("canary-wrong")).contains("neither PEM nor a PKCS12"));
    assertTrue(problem(file, null).contains("without a certificate"));
  }

  @Test
  void whatIsNone_saysWhy() throws Exception {
    assertTrue(problem(directory.resolve("none"), PASSWORD).contains("cannot be read"));
    assertTrue(problem(directory, PASSWORD).contains("cannot be read"));
    Path key =
        Files.writeString(
            directory.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n");
    assertTrue(problem(key, PASSWORD).contains("neither PEM"), problem(key, PASSWORD));
    Path text = Files.writeString(directory.resolve("text"), "canary");
    assertTrue(problem(text, PASSWORD).contains("neither PEM"));
  }
}
