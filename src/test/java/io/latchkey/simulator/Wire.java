package io.latchkey.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Simulates the network between Latchkey and Zoom, and its troubles: bytes come late, one by one or
 * not at all, or the connection breaks. It passes bytes and knows nothing of HTTP, so it carries
 * TLS as well.
 *
 * <p>Thread-safe.
 */
public final class Wire implements AutoCloseable {

  /** What happens to bytes on their way back from Zoom. */
  public enum State {
    /** They pass at once. */
    WELL,
    /** Each piece passes 150 ms late. */
    LATE,
    /** They are written one by one. */
    SLICED,
    /** Connections are accepted, but nothing ever comes back. */
    SILENT,
    /** The connection is reset when the first byte would come back. */
    RESET,
    /** The connection is closed in order after 40 bytes. */
    CUT
  }

  private static final Duration LATENCY = Duration.ofMillis(150);
  private static final int CUT_AFTER = 40;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger connections = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "wire");
            thread.setDaemon(true);
            return thread;
          });
  private volatile int target;
  private volatile State state = State.WELL;

  /**
   * Begins to listen.
   *
   * @param target the port on loopback to which it leads
   */
  public Wire(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    threads.execute(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Leads new connections to another port, and closes those that are open. */
  public void leadTo(int port) {
    target = port;
    hangUp();
  }

  /** Sets the state for new connections, and closes those that are open. */
  public void is(State now) {
    state = now;
    hangUp();
  }

  /** Returns the number of connections since the start. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    // First, so that threads in pause() end at once.
    closed.countDown();
    server.close();
    hangUp();
    threads.shutdownNow();
  }

  private void hangUp() {
    open.forEach(Wire::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        connections.incrementAndGet();
        open.add(near);
        threads.execute(() -> connect(near));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket near) {
    try (near;
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      open.add(far);
      threads.execute(() -> forth(near, far));
      back(far.getInputStream(), near);
      open.remove(far);
    } catch (IOException broken) {
      // The state of the wire, or either end, broke it.
    } finally {
      open.remove(near);
    }
  }

  private static void forth(Socket near, Socket far) {
    try {
      near.getInputStream().transferTo(far.getOutputStream());
      far.shutdownOutput();
    } catch (IOException broken) {
      closeQuietly(far);
    }
  }

  private void back(InputStream in, Socket near) throws IOException {
    OutputStream out = near.getOutputStream();
    byte[] piece = new byte[8192];
    int sent = 0;
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      switch (state) {
        case WELL -> out.write(piece, 0, read);
        case LATE -> {
          pause(LATENCY);
          out.write(piece, 0, read);
        }
        case SLICED -> {
          for (int i = 0; i < read; i++) {
            out.write(piece, i, 1);
          }
        }
        case SILENT -> {}
        case RESET -> {
          // With this option, close() sends a reset.
          near.setSoLinger(true, 0);
          return;
        }
        case CUT -> {
          out.write(piece, 0, Math.min(read, Math.max(0, CUT_AFTER - sent)));
          sent += read;
          if (sent >= CUT_AFTER) {
            return;
          }
        }
      }
    }
  }

  private void pause(Duration length) throws IOException {
    try {
      if (closed.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the wire was closed");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
