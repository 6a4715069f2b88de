package io.latchkey.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simulates a bot platform that calls {@code zoom.zak_url} and {@code zoom.obf_url} as MeetStream
 * does. It sends a GET; if the answer is 405 or cannot be read, it sends a POST of JSON. It reads a
 * token from a text of more than 50 characters, or from a JSON object with a token.
 */
public final class MeetStreamSimulator {

  private static final Pattern IN_JSON =
      Pattern.compile("\\{\\s*\"token\"\\s*:\\s*\"([^\"]+)\"\\s*}");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String secret;

  /**
   * Creates a workspace.
   *
   * @param secret the secret that it sends in a header
   */
  public MeetStreamSimulator(String secret) {
    this.secret = secret;
  }

  /** Returns the token, from the answer to the GET or to the POST. */
  public String fetch(URI url, String bot) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(url, bot, HttpRequest.newBuilder());
    if (answer.statusCode() == 405 || (answer.statusCode() == 200 && token(answer).isEmpty())) {
      answer = post(url, bot);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("MeetStream gives up: " + answer.statusCode());
    }
    return token(answer);
  }

  /** Sends the POST that follows if the GET brought no token. */
  public HttpResponse<String> post(URI url, String bot) throws IOException, InterruptedException {
    return send(
        url,
        bot,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"bot_id\": \"" + bot + "\"}")));
  }

  private HttpResponse<String> send(URI url, String bot, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request
            .uri(url)
            .timeout(Duration.ofSeconds(5))
            .header("X-Bot-Id", bot)
            .header("X-Webhook-Secret", secret)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Reads an answer as MeetStream does; empty if it finds no token. */
  static String token(HttpResponse<String> answer) {
    Matcher json = IN_JSON.matcher(answer.body().strip());
    if (json.matches()) {
      return json.group(1);
    }
    String text = answer.body().strip();
    return text.length() > 50 && !text.startsWith("{") ? text : "";
  }
}
