package io.latchkey.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a user's browser, from a consent link to the simulated Zoom and back. It follows
 * no redirect by itself, and sends the cookie that it is told to send.
 */
public final class ConsentBrowser {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private ConsentBrowser() {}

  /** A browser on its way back from Zoom. */
  public record Back(String callback, String cookie) {

    public HttpResponse<String> arrive() throws IOException, InterruptedException {
      return get(callback, cookie);
    }
  }

  /** Goes from a link to Zoom, and decides there. */
  public static Back atZoom(String link, String user, String decision)
      throws IOException, InterruptedException {
    HttpResponse<String> sent = post(withoutQuery(link), Map.of("t", query(link, "t")));
    assertEquals(303, sent.statusCode(), sent::body);
    String cookie = header(sent, "Set-Cookie");
    assertTrue(cookie.startsWith("__Host-latchkey-consent="), cookie);
    assertTrue(cookie.contains("Secure") && cookie.contains("HttpOnly"), cookie);
    String authorize = header(sent, "Location");
    assertTrue(withoutQuery(authorize).endsWith("/oauth/authorize"), authorize);
    Map<String, String> form = new HashMap<>(query(authorize));
    form.put("user", user);
    form.put("decision", decision);
    HttpResponse<String> decided = post(withoutQuery(authorize), form);
    assertEquals(303, decided.statusCode(), decided::body);
    return new Back(header(decided, "Location"), cookie.split(";")[0]);
  }

  /** Follows the redirect that ends a consent, and returns the page. */
  public static String pageAfter(HttpResponse<String> answer)
      throws IOException, InterruptedException {
    assertEquals(303, answer.statusCode(), answer::body);
    String clean = answer.uri().resolve(header(answer, "Location")).toString();
    assertFalse(clean.contains("code=") || clean.contains("state="), clean);
    HttpResponse<String> page = get(clean, null);
    assertEquals(200, page.statusCode(), clean);
    return page.body();
  }

  public static HttpResponse<String> get(String url, @Nullable String cookie)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    return send(request.build());
  }

  static HttpResponse<String> post(String url, Map<String, String> form)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Returns a header of an answer; empty if it has none. */
  static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  static String query(String url, String name) {
    return query(url).get(name);
  }

  private static Map<String, String> query(String url) {
    return Arrays.stream(URI.create(url).getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
  }

  private static String withoutQuery(String url) {
    return url.substring(0, url.indexOf('?'));
  }
}
