package io.latchkey.bench.instances;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between one server and the database, and can be cut. Then connections end and none is
 * made. Or it can be silent: then connections stay, and nothing comes through.
 */
final class Relay implements AutoCloseable {

  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket listening;
  private volatile boolean isSilent;

  /**
   * @param target the port of the database on this machine
   */
  Relay(int target) throws IOException {
    this.target = target;
    this.listening = listen(0);
  }

  int port() {
    return listening.getLocalPort();
  }

  private ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    inBackground(() -> acceptAll(socket));
    return socket;
  }

  private void acceptAll(ServerSocket socket) throws IOException {
    while (true) {
      Socket server = socket.accept();
      Socket database = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(server);
      open.add(database);
      inBackground(() -> pass(server, database));
      inBackground(() -> pass(database, server));
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    byte[] part = new byte[8192];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        awaitSound();
        out.write(part, 0, length);
      }
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private synchronized void awaitSound() throws IOException {
    while (isSilent) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  /** Lets nothing through from now on. */
  void silence() {
    isSilent = true;
  }

  /** Ends all connections, and takes none. */
  void cut() throws IOException {
    listening.close();
    endAll();
  }

  private synchronized void endAll() throws IOException {
    for (Socket each : Set.copyOf(open)) {
      each.close();
    }
    isSilent = false;
    notifyAll();
  }

  /** Takes connections again after {@link #cut}. */
  void mend() throws IOException {
    listening = listen(port());
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // As it was meant.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
