package io.latchkey.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A Payara Micro of its own process, with an application, as {@code server-config} runs it. */
public final class PayaraMicro implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final int port;

  private PayaraMicro(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** What is needed to start one. */
  public record Installation(Path jar, Path preBoot, Path directory) {}

  /**
   * Starts it, without waiting.
   *
   * @param wars what to deploy, each under its file's name
   * @param configuration the keys of MicroProfile Config; they go through a file that only the user
   *     may read, since a command line can be read by all
   */
  public static PayaraMicro start(
      Installation files,
      int port,
      List<String> jvm,
      List<Path> wars,
      Map<String, String> configuration)
      throws IOException {
    Files.createDirectories(files.directory());
    Path properties = files.directory().resolve("latchkey.properties");
    write(properties, configuration);
    Path log = files.directory().resolve("server.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-jar", files.jar().toString(), "--nocluster", "--disablephonehome"));
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--prebootcommandfile", files.preBoot().toString()));
    command.addAll(List.of("--systemproperties", properties.toString()));
    for (Path war : wars) {
      command.addAll(List.of("--deploy", war.toString()));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(PayaraMicro::configuresLatchkey);
    return new PayaraMicro(builder.start(), log, port);
  }

  /** What Latchkey needs for one account of a simulated Zoom, which is made on the way. */
  public static Map<String, String> configuration(
      ZoomSimulator zoom, String accountId, String callbackToken) {
    String clientSecret = accountId + "-client-s3cr3t";
    zoom.account(accountId, accountId + "-client", clientSecret);
    Map<String, String> keys = new HashMap<>();
    keys.put("latchkey.zoom.account-id", accountId);
    keys.put("latchkey.zoom.client-id", accountId + "-client");
    keys.put("latchkey.zoom.client-secret", clientSecret);
    keys.put("latchkey.zoom.oauth-url", zoom.url().toString());
    keys.put("latchkey.zoom.api-url", zoom.url().toString());
    keys.put("latchkey.callback.token", callbackToken);
    return keys;
  }

  public static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  /** What the shell is configured for is another server's. */
  private static boolean configuresLatchkey(String variable) {
    return variable.toUpperCase(Locale.ROOT).startsWith("LATCHKEY");
  }

  private static void write(Path file, Map<String, String> configuration) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file);
    if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
      throw new IOException("cannot protect " + file);
    }
    Properties properties = new Properties();
    properties.putAll(configuration);
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
  }

  /** Whether it is ready within a time; false as soon as it has ended or refused an application. */
  public boolean awaitReady(Duration atMost, Runnable tick)
      throws InterruptedException, IOException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create(url() + "/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end && !process.waitFor(500, TimeUnit.MILLISECONDS)) {
      tick.run();
      if (log().contains(" ready in ")) {
        return status(http, ready) == 200;
      }
    }
    return false;
  }

  private static int status(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public String log() throws IOException {
    return new String(Files.readAllBytes(log), UTF_8);
  }

  /** Why Latchkey is not deployed, in its own words, if it is not. */
  public Optional<String> refusal() throws IOException {
    return Pattern.compile("(?s)Latchkey is not deployed:.*?\n(?=Every key)")
        .matcher(log())
        .results()
        .map(MatchResult::group)
        .findFirst();
  }

  public Path logFile() {
    return log;
  }

  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end as an operator would, and insists after ten seconds. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
