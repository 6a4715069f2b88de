package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A General app, and the browser of its user, that talk to a simulated Zoom. */
final class GeneralAppClient implements AutoCloseable {

  static final String CALLBACK = "https://latchkey.example.com/connect/callback";

  /** The example of RFC 7636, appendix B. */
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  static final String CREDENTIALS = "crm-client:crm-secret";

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  final ZoomSimulator zoom;
  final SimulatedAccount app;
  private final HttpClient http = HttpClient.newHttpClient();

  GeneralAppClient() throws IOException {
    zoom = ZoomSimulator.start(0);
    app = zoom.account("crm-account", "crm-client", "crm-secret").generalApp();
    app.settings().redirectUri(CALLBACK);
    app.users().add("anna", "anna@example.com", "Anna").add("bert", "bert@example.com", "Bert");
  }

  @Override
  public void close() {
    zoom.close();
  }

  /** Returns the parameters with which the app sends a user to Zoom. */
  static Map<String, String> asked() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", "crm-client");
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("state", "s&t ate");
    parameters.put("code_challenge", CHALLENGE);
    parameters.put("code_challenge_method", "S256");
    return parameters;
  }

  static Map<String, String> with(Map<String, String> parameters, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return more;
  }

  /** Opens the page. */
  HttpResponse<String> open(Map<String, String> parameters, String... cookieHeader) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(zoom.url().resolve("/oauth/authorize?" + form(parameters)));
    return send(cookieHeader.length == 0 ? request : request.headers(cookieHeader));
  }

  /** Sends the form of the page, with all optional scopes ticked that a test adds. */
  HttpResponse<String> decide(String user, String decision, Map<String, String> parameters) {
    return post("/oauth/authorize", "", with(with(parameters, "user", user), "decision", decision));
  }

  /** Lets a user allow everything. Returns the code. */
  String code(String user) {
    return code(decide(user, "allow", asked()));
  }

  static String code(HttpResponse<String> redirect) {
    String target = redirect.headers().firstValue("Location").orElseThrow();
    return Request.form(URI.create(target).getRawQuery()).get("code");
  }

  static Map<String, String> exchange(String code) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("code_verifier", VERIFIER);
    return parameters;
  }

  HttpResponse<String> token(Map<String, String> parameters) {
    return post("/oauth/token", CREDENTIALS, parameters);
  }

  HttpResponse<String> refresh(String refreshToken) {
    return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  HttpResponse<String> revoke(String accessToken) {
    return post("/oauth/revoke", CREDENTIALS, Map.of("token", accessToken));
  }

  HttpResponse<String> api(String accessToken, String path) {
    return send(
        HttpRequest.newBuilder(zoom.url().resolve("/v2/" + path))
            .header("Authorization", "Bearer " + accessToken));
  }

  HttpResponse<String> control(String method, String route) {
    return send(
        HttpRequest.newBuilder(zoom.url().resolve("/control/" + route))
            .method(method, BodyPublishers.noBody()));
  }

  /** Returns a member of an answer. */
  static String member(HttpResponse<String> answer, String name) {
    Matcher member = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(answer.body());
    if (!member.find()) {
      throw new AssertionError("no " + name + " in " + answer.body());
    }
    return member.group(1);
  }

  /**
   * @param credentials client id and client secret; empty for a request of a browser
   */
  HttpResponse<String> post(String path, String credentials, Map<String, String> parameters) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(zoom.url().resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(parameters)));
    String basic = Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    return send(
        credentials.isEmpty() ? request : request.header("Authorization", "Basic " + basic));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            parameter ->
                URLEncoder.encode(parameter.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(parameter.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }
}
