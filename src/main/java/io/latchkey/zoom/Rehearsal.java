package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.mint.Zoom;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the calls that fetch a ZAK before anybody asks for one, to a listener of our own on
 * loopback. So the first caller does not wait for classes to load, and a server that does not apply
 * fault tolerance is noticed.
 *
 * <p>For one thread.
 */
public final class Rehearsal {

  public enum Result {
    /** The call that failed once was repeated. */
    RETRIED,
    /** It was not repeated: this server ignores the annotations of fault tolerance. */
    NOT_RETRIED,
    /** The guard let no call through. */
    BROKEN,
    /** Nothing can listen on loopback, or the machine was too busy. */
    NOT_DONE
  }

  /** The status of the call that fails. */
  private static final int FAILING_STATUS = 500;

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
  private static final Account NOBODY =
      new Account("rehearsal", "rehearsal", "rehearsal", Secret.of("rehearsal"), UserId.ME, 1);
  private static final Zoom.RepeatPolicy TRIES =
      new Zoom.RepeatPolicy(false, () -> true, ZoomCall.OF_CHECK);
  private static final String TOKENS =
      "{\"access_token\":\"rehearsal\",\"expires_in\":3600,\"token\":\"rehearsal\"}";

  private final ZoomSettings settings;
  private final HttpTransport transport;
  private final ZoomRetry retry;
  private final ZoomGuard guard;
  private final Executor threads;
  private final InstantSource clock;

  /**
   * @param threads for the listener
   * @param clock the monotonic clock that all freshness is judged by
   */
  public Rehearsal(
      ZoomSettings settings,
      HttpTransport transport,
      ZoomRetry retry,
      ZoomGuard guard,
      Executor threads,
      InstantSource clock) {
    this.settings = settings;
    this.transport = transport;
    this.retry = retry;
    this.guard = guard;
    this.threads = threads;
    this.clock = clock;
  }

  /** Blocks for less than a second on a machine that is not busy. */
  public Result run() {
    AtomicInteger calls = new AtomicInteger();
    try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      threads.execute(() -> listen(listener, calls));
      return rehearse(listener.getLocalPort());
    } catch (IOException noLoopback) {
      return Result.NOT_DONE;
    }
  }

  private Result rehearse(int port) {
    URI url = URI.create("http://127.0.0.1:" + port);
    ZoomSettings here =
        new ZoomSettings(
            url, url, true, settings.network(), settings.zakTtl(), settings.zakMinRemaining());
    ZoomHosts hosts = new ZoomHosts(here, transport, clock);
    // With this many accounts no failure concerns them all, so the circuit breaker counts none.
    ZoomTokens tokens =
        new ZoomTokens(
            here,
            hosts,
            new ZoomRepeater(retry, clock),
            guard,
            Integer.MAX_VALUE,
            call -> {},
            clock);
    try {
      AccessToken accessToken = tokens.accessToken(NOBODY, TRIES);
      tokens.zak(NOBODY, UserId.ME, accessToken, TRIES);
      return Result.RETRIED;
    } catch (TokenFailure failure) {
      if (failure.diagnosis().equals(ZoomGuard.NOT_LET_THROUGH)) {
        return Result.BROKEN;
      }
      // Any other failure shows only that the machine was too busy.
      return failure.diagnosis().contains("answered " + FAILING_STATUS)
          ? Result.NOT_RETRIED
          : Result.NOT_DONE;
    }
  }

  /** Answers the first request with 500, and the others with tokens. */
  private static void listen(ServerSocket listener, AtomicInteger calls) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
        answer(socket, calls.getAndIncrement() == 0);
      } catch (IOException over) {
        // The rehearsal is over, or a client hung up.
      }
    }
  }

  private static void answer(Socket socket, boolean fails) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    for (int read = 0; read < length; read++) {
      in.read();
    }
    String body = fails ? "{}" : TOKENS;
    String head =
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(fails ? FAILING_STATUS + " Rehearsed" : "200 OK", body.length());
    socket.getOutputStream().write((head + body).getBytes(US_ASCII));
  }
}
