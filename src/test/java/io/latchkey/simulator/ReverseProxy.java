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
 * A proxy in front of a server, which writes an access log as nginx does unless it is told
 * otherwise: with the query, and the callback token in it.
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
   * @param upstream where requests go
   * @param accessLog where they are written down
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

  /** Where it listens. */
  public URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** As after a change of the log's format. */
  public void logWithoutQuery() throws IOException {
    withQuery = false;
    Files.writeString(accessLog, "");
  }

  private void pass(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
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
