package io.latchkey.zoom;

import io.latchkey.check.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Looks a host up and makes a TLS handshake with it, for a check. Thread-safe. */
final class Connections {

  private static final int HTTPS = 443;
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(3);

  private final ZoomNetwork network;
  private final Executor threads;

  Connections(ZoomNetwork network, Executor threads) {
    this.network = network;
    this.threads = threads;
  }

  /** Returns the steps to a connection that can be trusted. */
  List<Step> to(URI url) {
    String host = url.getHost();
    String dns = "DNS " + host;
    String tls = "TLS " + host;
    Optional<String> proxy = proxy(url);
    if (proxy.isPresent()) {
      String why = "by way of the proxy " + proxy.get();
      return List.of(Step.skipped(dns, why), Step.skipped(tls, why));
    }
    Optional<Step> unknown = lookUp(dns, host);
    if (unknown.isPresent()) {
      return List.of(unknown.get(), Step.skipped(tls, "not tried: a step before failed"));
    }
    Step known = Step.passed(dns, "has an address");
    return "https".equals(url.getScheme())
        ? List.of(known, shakeHands(tls, url))
        : List.of(known, Step.skipped(tls, "plain http, on loopback"));
  }

  private Optional<String> proxy(URI url) {
    if (network.proxy() != null && !OutgoingProxy.isLoopback(url)) {
      return Optional.of(network.proxy().toString());
    }
    ProxySelector selector = ProxySelector.getDefault();
    return selector == null
        ? Optional.empty()
        : selector.select(url).stream()
            .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
            .findFirst()
            .map(proxy -> String.valueOf(proxy.address()));
  }

  /** Returns the step if the look-up failed; empty if the host has an address. */
  private Optional<Step> lookUp(String name, String host) {
    // On another thread: a look-up has no time-out of its own.
    CompletableFuture<InetAddress> found =
        CompletableFuture.supplyAsync(() -> address(host), threads);
    try {
      found.get(LOOKUP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException | TimeoutException unknownOrLate) {
      return Optional.of(Step.failed(name, Remedies.unknownHost(host)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(Step.skipped(name, "interrupted"));
    }
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  /** Makes the handshake with the same authorities as {@link HttpTransport}. */
  private Step shakeHands(String name, URI url) {
    String host = url.getHost();
    try {
      return Step.passed(name, "trusted; its certificate is by " + issuer(url));
    } catch (SSLException e) {
      if (!TransportFailures.isDistrusted(e)) {
        return Step.failed(name, Remedies.broken(host));
      }
      String by =
          IssuerRecorder.ask(this, url).map(" (its certificate is by %s)"::formatted).orElse("");
      return Step.failed(name, Remedies.tls(host).problem() + by, Remedies.tls(host).next());
    } catch (IOException e) {
      return Step.failed(name, Remedies.unreachable(host));
    }
  }

  private String issuer(URI url) throws IOException {
    Certificate[] chain =
        handshake(url, Authorities.context(network.authorities())).getPeerCertificates();
    return chain[chain.length - 1] instanceof X509Certificate last ? issuer(last) : "somebody";
  }

  /** Returns the issuer in ASCII and at most 120 characters: anybody may have written it. */
  private static String issuer(X509Certificate certificate) {
    String name = certificate.getIssuerX500Principal().getName().replaceAll("[^ -~]", "?");
    return name.length() <= 120 ? name : name.substring(0, 120);
  }

  private SSLSession handshake(URI url, SSLContext context) throws IOException {
    int port = url.getPort() < 0 ? HTTPS : url.getPort();
    try (Socket plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(url.getHost(), port), (int) network.connectTimeout().toMillis());
      plain.setSoTimeout((int) network.attemptTimeout().toMillis());
      Socket secure = context.getSocketFactory().createSocket(plain, url.getHost(), port, true);
      if (!(secure instanceof SSLSocket tls)) {
        throw new IOException("no TLS");
      }
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return tls.getSession();
    }
  }

  /** A trust manager that records the issuer of a certificate and then refuses it. */
  private static final class IssuerRecorder extends X509ExtendedTrustManager {

    private final AtomicReference<@Nullable X509Certificate> seen = new AtomicReference<>();

    /** Returns the issuer; empty if no certificate was presented. */
    static Optional<String> ask(Connections connections, URI url) {
      IssuerRecorder recorder = new IssuerRecorder();
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {recorder}, null);
        connections.handshake(url, context);
      } catch (IOException | GeneralSecurityException expected) {
        return Optional.ofNullable(recorder.seen.get()).map(Connections::issuer);
      }
      return Optional.empty();
    }

    private void refuse(X509Certificate[] chain) throws CertificateException {
      seen.set(chain[chain.length - 1]);
      throw new CertificateException("recorded; never trusted");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      refuse(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      refuse(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      refuse(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      refuse(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      refuse(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      refuse(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
