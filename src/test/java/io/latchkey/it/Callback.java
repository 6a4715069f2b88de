package io.latchkey.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sends requests to the deployed WAR. */
public final class Callback {

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "callback");
            thread.setDaemon(true);
            return thread;
          });
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(THREADS).build();

  /** An answer and the time that it took. */
  public record Answer(HttpResponse<String> http, Duration took) {

    public int status() {
      return http.statusCode();
    }

    public String body() {
      return http.body();
    }

    /** Returns the body, which is a JSON object. */
    public JsonObject json() {
      return Json.createReader(new StringReader(body())).readObject();
    }

    public String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  private final URI base;
  private final String callbackToken;

  Callback(URL deployment) {
    this(deployment, World.CALLBACK_TOKEN);
  }

  public Callback(URL deployment, String callbackToken) {
    this.base = URI.create(deployment.toString());
    this.callbackToken = callbackToken;
  }

  URI zakUrl(String query) {
    return base.resolve("zak?token=" + callbackToken + query);
  }

  public Answer zak(String query) {
    return send(HttpRequest.newBuilder(zakUrl(query)).build());
  }

  /**
   * Asks for a ZAK as a platform that traces its requests.
   *
   * @param trace the trace id, 32 hexadecimal digits
   */
  Answer zakTraced(String query, String trace) {
    return send(
        HttpRequest.newBuilder(zakUrl(query))
            .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
            .build());
  }

  Answer of(String account) {
    return zak("&account=" + account);
  }

  public Answer get(String pathAndQuery) {
    return send(HttpRequest.newBuilder(base.resolve(pathAndQuery)).build());
  }

  /** Sends a request with the operator token. */
  public Answer operator(String operatorToken, String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Authorization", "Bearer " + operatorToken)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  public Answer send(HttpRequest request) {
    return join(List.of(sendAsync(request))).get(0);
  }

  CompletableFuture<Answer> zakAsync(String query) {
    return sendAsync(HttpRequest.newBuilder(zakUrl(query)).build());
  }

  CompletableFuture<Answer> sendAsync(HttpRequest request) {
    return sendNow(request);
  }

  /** Sends a request to any server. */
  public static CompletableFuture<Answer> sendNow(HttpRequest request) {
    long start = System.nanoTime();
    return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(http -> new Answer(http, Duration.ofNanos(System.nanoTime() - start)));
  }

  /** Asks for a ZAK many times at once. */
  List<Answer> together(int callers, String query) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      answers.add(zakAsync(query));
    }
    return join(answers);
  }

  static List<Answer> join(List<CompletableFuture<Answer>> answers) {
    return answers.stream().map(CompletableFuture::join).toList();
  }

  public URI base() {
    return base;
  }

  /**
   * Sends a request byte for byte. Returns the whole answer as text. If the server keeps the
   * connection open, returns what has arrived when nothing more comes for ten seconds.
   */
  String raw(String request) {
    return raw(request, Duration.ofSeconds(10));
  }

  /**
   * Does the same as {@link #raw(String)}.
   *
   * @param atMost how long to wait for more of the answer
   */
  String raw(String request, Duration atMost) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout((int) atMost.toMillis());
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getInputStream().transferTo(answer);
    } catch (SocketTimeoutException keptOpen) {
      return answer.toString(ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toString(ISO_8859_1);
  }

  /** Sends a raw request line with the headers {@code Host} and {@code Connection: close}. */
  String rawLine(String method, String target) {
    return raw(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }
}
