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
 * A bot platform that calls {@code zoom.zak_url} and {@code zoom.obf_url} as MeetStream does: by
 * GET, then by POST of JSON if the first answer was 405 or could not be read; a text of more than
 * 50 characters or a JSON object with a token.
 */
public final class MeetStreamSimulator {

  private static final Pattern IN_JSON =
      Pattern.compile("\\{\\s*\"token\"\\s*:\\s*\"([^\"]+)\"\\s*}");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String secret;

  /**
   * A workspace.
   *
   * @param secret that is sent in a header
   */
  public MeetStreamSimulator(String secret) {
    this.secret = secret;
  }

  /** The token, by whichever way it came. */
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

  /** Its second way. */
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

  /** As MeetStream reads an answer; empty if it cannot. */
  static String token(HttpResponse<String> answer) {
    Matcher json = IN_JSON.matcher(answer.body().strip());
    if (json.matches()) {
      return json.group(1);
    }
    String text = answer.body().strip();
    return text.length() > 50 && !text.startsWith("{") ? text : "";
  }
}
