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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Additional certificate authorities for calls to Zoom, beside those that the server trusts. Mostly
 * it is the authority of a company's proxy that inspects TLS.
 */
public final class Authorities {

  /** A file holds no authorities; the message says why. */
  public static final class NoAuthorities extends Exception {

    private NoAuthorities(String what) {
      super(what, null, false, false);
    }
  }

  private Authorities() {}

  /**
   * Reads a file of certificates in PEM, or a PKCS12 key store.
   *
   * @param password the password of the key store; null if it has none
   * @throws NoAuthorities if the file holds none; its message says why and quotes nothing of the
   *     file
   */
  public static List<X509Certificate> read(Path file, @Nullable Secret password)
      throws NoAuthorities {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NoAuthorities("names a file that cannot be read");
    }
    try {
      boolean isPem = new String(bytes, ISO_8859_1).contains("-----BEGIN");
      List<X509Certificate> authorities = isPem ? pem(bytes) : keyStore(bytes, password);
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

  private static List<X509Certificate> keyStore(byte[] bytes, @Nullable Secret password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(bytes), password == null ? null : password.reveal().toCharArray());
    List<X509Certificate> authorities = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.getCertificate(alias) instanceof X509Certificate certificate) {
        authorities.add(certificate);
      }
    }
    return authorities;
  }

  /** Returns a context that trusts these authorities and those that the server trusts. */
  static SSLContext context(List<X509Certificate> authorities) {
    try {
      if (authorities.isEmpty()) {
        return SSLContext.getDefault();
      }
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (X509Certificate authority : authorities) {
        all.setCertificateEntry("configured-" + number++, authority);
      }
      for (X509Certificate authority : ofTheServer()) {
        all.setCertificateEntry("server-" + number++, authority);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(all), null);
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
