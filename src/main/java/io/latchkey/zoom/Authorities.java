package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.latchkey.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificate authorities that are trusted for calls to Zoom, beside those that the server trusts:
 * that of a proxy which inspects TLS, mostly.
 */
public final class Authorities {

  /** Why a file holds no authorities. */
  public static final class NoAuthorities extends Exception {

    private NoAuthorities(String what) {
      super(what, null, false, false);
    }
  }

  private Authorities() {}

  /**
   * Reads a file of certificates in PEM, or a PKCS12 key store.
   *
   * @param password of the key store; none if it has none
   * @throws NoAuthorities with a message that says why, without what stands in the file
   */
  public static List<X509Certificate> read(Path file, Optional<Secret> password)
      throws NoAuthorities {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NoAuthorities("names a file that cannot be read");
    }
    try {
      boolean pem = new String(bytes, ISO_8859_1).contains("-----BEGIN");
      List<X509Certificate> authorities = pem ? pem(bytes) : keyStore(bytes, password);
      if (authorities.isEmpty()) {
        throw new NoAuthorities("names a file without a certificate");
      }
      return authorities;
    } catch (GeneralSecurityException | IOException e) {
      throw new NoAuthorities(
          "names a file that is neither PEM nor a PKCS12 key store which its password opens");
    }
  }

  private static List<X509Certificate> pem(byte[] bytes) throws GeneralSecurityException {
    List<X509Certificate> authorities = new ArrayList<>();
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes))) {
      authorities.add((X509Certificate) certificate);
    }
    return authorities;
  }

  private static List<X509Certificate> keyStore(byte[] bytes, Optional<Secret> password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(bytes),
        password.map(secret -> secret.reveal().toCharArray()).orElse(null));
    List<X509Certificate> authorities = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.getCertificate(alias) instanceof X509Certificate certificate) {
        authorities.add(certificate);
      }
    }
    return authorities;
  }

  /** Trusts these and all that the server trusts, as its own trust store or the JDK's has them. */
  static SSLContext context(List<X509Certificate> authorities) {
    try {
      if (authorities.isEmpty()) {
        return SSLContext.getDefault();
      }
      KeyStore both = KeyStore.getInstance(KeyStore.getDefaultType());
      both.load(null, null);
      int number = 0;
      for (X509Certificate authority : authorities) {
        both.setCertificateEntry("configured-" + number++, authority);
      }
      for (X509Certificate authority : ofTheServer()) {
        both.setCertificateEntry("server-" + number++, authority);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(both), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java has no TLS", e);
    }
  }

  private static List<X509Certificate> ofTheServer() throws GeneralSecurityException {
    List<X509Certificate> authorities = new ArrayList<>();
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager known) {
        authorities.addAll(List.of(known.getAcceptedIssuers()));
      }
    }
    return authorities;
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
