package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Simulates the outgoing proxy of a company. It wants a password (407 to CONNECT, without a body)
 * and refuses hosts that are not on its list (403). It connects all other hosts to one port, where
 * a server inspects TLS with a certificate in Zoom's name.
 *
 * <p>Thread-safe.
 */
public final class CompanyProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final List<String> tunnels = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "company-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private volatile String credentials;

  /**
   * Begins to listen.
   *
   * @param target the port on loopback to which all tunnels lead
   */
  public CompanyProxy(int target, String user, String password) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    password(user, password);
    threads.execute(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Accepts only this password from now on, and closes all connections. */
  public void password(String user, String password) {
    credentials =
        "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    hangUp();
  }

  /** Refuses this host from now on, and closes all connections. */
  public void refuse(String host) {
    refused.add(host);
    hangUp();
  }

  /** Lets all hosts through again, and closes all connections. */
  public void refuseNone() {
    refused.clear();
    hangUp();
  }

  /** Returns the hosts of the tunnels, in the order in which they were opened. */
  public List<String> tunnels() {
    return List.copyOf(tunnels);
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
    threads.shutdownNow();
  }

  private void hangUp() {
    open.forEach(CompanyProxy::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        open.add(near);
        threads.execute(() -> serve(near));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket near) {
    try (near) {
      String head = head(near.getInputStream());
      String host = head.replaceFirst("(?s)^CONNECT ([^:]+):.*", "$1");
      boolean known =
          head.toLowerCase(Locale.ROOT)
              .contains("proxy-authorization: " + credentials.toLowerCase(Locale.ROOT));
      if (!head.startsWith("CONNECT ")) {
        answer(near, "405 Only CONNECT", "");
      } else if (!known) {
        answer(near, "407 Who are you", "Proxy-Authenticate: Basic realm=\"company\"\r\n");
      } else if (refused.contains(host)) {
        answer(near, "403 Not on the list", "");
      } else {
        tunnels.add(host);
        tunnel(near);
      }
    } catch (IOException hungUp) {
      // A client may close its connection at any time.
    } finally {
      open.remove(near);
    }
  }

  private void tunnel(Socket near) throws IOException {
    try (Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
      // Registered like the client's socket, so that hangUp() closes both ends.
      open.add(far);
      near.getOutputStream().write("HTTP/1.1 200 Go on\r\n\r\n".getBytes(ISO_8859_1));
      threads.execute(() -> pass(near, far));
      far.getInputStream().transferTo(near.getOutputStream());
      open.remove(far);
    }
  }

  private static void pass(Socket near, Socket far) {
    try {
      near.getInputStream().transferTo(far.getOutputStream());
      far.shutdownOutput();
    } catch (IOException broken) {
      closeQuietly(far);
    }
  }

  private static void answer(Socket near, String status, String headers) throws IOException {
    near.getOutputStream()
        .write(
            ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n")
                .getBytes(ISO_8859_1));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("hung up");
      }
      head.append((char) read);
    }
    return head.toString();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
