package io.latchkey.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes a certificate authority, and server certificates that it signs, valid and invalid ones. */
public final class Certificates {

  private static final String PASSWORD = "not-a-secret";

  private final Path directory;

  /**
   * Creates an authority.
   *
   * @param directory a directory for its files; the test deletes it
   */
  public Certificates(Path directory) {
    this.directory = directory;
    keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Test CA", "-ext", "bc:c");
    keytool("-exportcert", "-alias", "ca", "-rfc", "-file", file("ca.pem"));
  }

  /**
   * Opens a server socket with a new certificate.
   *
   * @param name a name for its files and its key
   * @param host the host that the certificate is for
   * @param fromDay the day from which the certificate is valid, counted from today; negative for
   *     the past
   * @param days for how many days it is valid from then on
   */
  public ServerSocket server(String name, String host, int fromDay, int days) {
    return server(name, host, "dns:" + host, fromDay, days);
  }

  /**
   * Opens a server socket with a certificate for all hosts of Zoom, such as a proxy makes that
   * inspects TLS.
   */
  public ServerSocket inZoomsName() {
    return server("zoom", "zoom.us", "dns:zoom.us,dns:*.zoom.us", -1, 10);
  }

  /** Returns the certificate of the authority itself, in the file that an operator would get. */
  public Path pem() {
    return directory.resolve("ca.pem");
  }

  private ServerSocket server(String name, String host, String names, int fromDay, int days) {
    keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + host);
    keytool("-certreq", "-alias", name, "-file", file(name + ".csr"));
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-infile",
        file(name + ".csr"),
        "-outfile",
        file(name + ".pem"),
        "-rfc",
        "-ext",
        "SAN=" + names,
        "-startdate",
        (fromDay < 0 ? "" : "+") + fromDay + "d",
        "-validity",
        Integer.toString(days));
    keytool("-importcert", "-alias", name, "-file", file(name + ".pem"), "-noprompt");
    return socket(name);
  }

  /** Returns a context that trusts only this authority. */
  public SSLContext trusting() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", keys().getCertificate("ca"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerSocket socket(String alias) {
    try {
      KeyStore all = keys();
      // From all keys, only this one: otherwise the key manager could present another certificate.
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(null, null);
      char[] password = PASSWORD.toCharArray();
      one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(one, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context
          .getServerSocketFactory()
          .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private KeyStore keys() throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", file("keys.p12"), "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (process.onExit().join().exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
