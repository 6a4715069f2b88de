package io.latchkey.simulator;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Simulates Zoom on loopback: its routes with the answers of Zoom, faults that a test can plan, and
 * a list of all calls. It speaks HTTP over plain sockets, since no HTTP server lets a test reset,
 * cut or delay a connection at a chosen byte.
 *
 * <p>Thread-safe.
 */
public final class ZoomSimulator implements AutoCloseable {

  private static final int BACKLOG = 512;

  private final ServerSocket server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "zoom-simulator");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ZoomRoutes routes = new ZoomRoutes();
  private final ControlRoutes control = new ControlRoutes(this);
  private final Faults faults = new Faults();
  private final Calls calls = new Calls();

  private ZoomSimulator(ServerSocket server) {
    this.server = server;
    threads.execute(this::accept);
  }

  /**
   * Starts a simulator on loopback.
   *
   * @param port the port; 0 for any free one
   */
  public static ZoomSimulator start(int port) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    return new ZoomSimulator(server);
  }

  /** Starts a simulator on a socket that the caller has opened, such as one that speaks TLS. */
  public static ZoomSimulator on(ServerSocket server) {
    return new ZoomSimulator(server);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public int port() {
    return server.getLocalPort();
  }

  public SimulatedAccount account(String accountId, String clientId, String clientSecret) {
    SimulatedAccount account = new SimulatedAccount(accountId, clientId, clientSecret);
    routes.add(account);
    return account;
  }

  public Collection<SimulatedAccount> accounts() {
    return routes.accounts();
  }

  public Faults faults() {
    return faults;
  }

  public Calls calls() {
    return calls;
  }

  /** Returns how many connections are open now. */
  public int connections() {
    return open.size();
  }

  /** Closes every connection, as Zoom does with connections that were idle for a long time. */
  public void closeConnections() {
    open.forEach(ZoomSimulator::closeQuietly);
  }

  @Override
  public void close() {
    // First, so that threads in pause() end at once.
    closed.countDown();
    closeQuietly(server);
    closeConnections();
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        serveFromNowOn(server.accept());
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /**
   * Serves a connection in its own thread. A connection may still be accepted while the simulator
   * is being closed; then it is closed as well.
   */
  private void serveFromNowOn(Socket socket) {
    open.add(socket);
    try {
      threads.execute(() -> serve(socket));
    } catch (RejectedExecutionException closing) {
      open.remove(socket);
      closeQuietly(socket);
    }
    // Asked after the socket was added: if close() went over the open sockets before, it did not
    // see this one.
    if (server.isClosed()) {
      closeQuietly(socket);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
      boolean goOn = true;
      while (goOn) {
        Optional<Request> request = Request.read(in);
        goOn = request.isPresent() && answer(request.get(), socket);
      }
    } catch (IOException hungUp) {
      // A client may close its connection at any time.
    } finally {
      open.remove(socket);
    }
  }

  private boolean answer(Request request, Socket socket) throws IOException {
    if (request.path().startsWith(ControlRoutes.PREFIX)) {
      return write(control.answer(request), Fault.none(), socket);
    }
    Optional<Calls.Call> recognised = routes.recognise(request);
    if (recognised.isEmpty()) {
      return write(Answer.of(404, "text/html", "<html>not found</html>"), Fault.none(), socket);
    }
    Calls.Call call = recognised.get();
    // Before any delay, so that a test sees a call that a fault holds open.
    calls.begin(call);
    try {
      Fault fault = faults.next(call.endpoint(), call.accountId(), call.user());
      pause(fault.delay().toNanos());
      if (fault.breaks() == Fault.Break.RESET_UNREAD) {
        reset(socket);
        return false;
      }
      Answer answer = fault.apply(routes.answer(call, request));
      pause(fault.late().toNanos());
      return write(answer, fault, socket);
    } finally {
      calls.end(call);
    }
  }

  /** Writes an answer with its fault. Returns whether the connection can be used again. */
  private boolean write(Answer answer, Fault fault, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    byte[] head = answer.head();
    byte[] body = answer.bytes();
    switch (fault.breaks()) {
      case NOWHERE -> {
        send(out, head, head.length, fault);
        send(out, body, body.length, fault);
      }
      case RESET_UNREAD, RESET_BEFORE -> reset(socket);
      case RESET_IN_HEADERS -> {
        send(out, head, head.length / 2, fault);
        reset(socket);
      }
      case RESET_IN_BODY -> {
        send(out, head, head.length, fault);
        send(out, body, body.length / 2, fault);
        reset(socket);
      }
      case CUT_BODY -> {
        send(out, head, head.length, fault);
        send(out, body, body.length / 2, fault);
      }
      case CLOSE_BEFORE -> {}
      case HANG -> waitForHangUp(socket);
    }
    return fault.breaks() == Fault.Break.NOWHERE;
  }

  private void send(OutputStream out, byte[] bytes, int length, Fault fault) throws IOException {
    if (fault.perByte().isZero()) {
      out.write(bytes, 0, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      out.write(bytes[i]);
      pause(fault.perByte().toNanos());
    }
  }

  /**
   * Prepares a reset, which the end of {@link #serve} sends. Waits until what was sent should have
   * arrived, since a reset overtakes bytes that are still on the way.
   */
  private void reset(Socket socket) throws IOException {
    pause(TimeUnit.MILLISECONDS.toNanos(50));
    // With this option, close() sends a reset.
    socket.setSoLinger(true, 0);
  }

  private static void waitForHangUp(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      LockSupport.parkNanos(1);
    }
  }

  private void pause(long nanos) throws IOException {
    try {
      if (nanos > 0 && closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new IOException("the simulator was closed");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs with one account until it is killed: {@code ZoomSimulator [port]}, by default 8090. */
  public static void main(String... args) throws IOException, InterruptedException {
    try (ZoomSimulator simulator = start(args.length == 0 ? 8090 : Integer.parseInt(args[0]))) {
      simulator.account("simulated-account", "simulated-client", "simulated-client-secret");
      System.out.println("Zoom, simulated, on " + simulator.url());
      System.out.println("  account-id     simulated-account");
      System.out.println("  client-id      simulated-client");
      System.out.println("  client-secret  simulated-client-secret");
      System.out.println("  calls so far   curl " + simulator.url() + "/control/calls");
      simulator.closed.await();
    }
  }
}
