package io.latchkey.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Simulates a reverse proxy in front of a server. It passes on GET requests, without their headers.
 * Like nginx without a special log format, it writes an access log with the query, in which the
 * callback token stands.
 */
public final class ReverseProxy implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI upstream;
  private final Path accessLog;
  private volatile boolean withQuery = true;

  /**
   * Begins to listen.
   *
   * @param upstream the server that gets the requests
   * @param accessLog the file for the access log, which is emptied
   */
  public ReverseProxy(URI upstream, Path accessLog) throws IOException {
    this.upstream = upstream;
    this.accessLog = accessLog;
    Files.createDirectories(accessLog.getParent());
    Files.writeString(accessLog, "");
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
  }

  /** Returns the URL at which it listens. */
  public URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Leaves the query out of the log from now on, and empties the log. */
  public void logWithoutQuery() throws IOException {
    withQuery = false;
    Files.writeString(accessLog, "");
  }

  private void pass(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    // Written before the answer is sent: a client that has the answer finds the line.
    log(exchange.getRequestMethod() + " " + (withQuery ? uri : uri.getPath()));
    HttpRequest request = HttpRequest.newBuilder(upstream.resolve(uri.toString())).build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private synchronized void log(String line) {
    try {
      Files.writeString(accessLog, line + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
