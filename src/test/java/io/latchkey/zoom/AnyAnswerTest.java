package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.mint.AccessTokenRejected;
import io.latchkey.mint.AccountLimited;
import io.latchkey.mint.UserRefused;
import io.latchkey.mint.Zoom;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Tests that every answer of Zoom becomes a token that can be served or a known failure, and that
 * no text of its body gets into a message.
 */
class AnyAnswerTest {

  private static final Zoom.RepeatPolicy TRIES = new Zoom.RepeatPolicy(true, () -> true, "");

  private static final AtomicInteger SERVED = new AtomicInteger();
  private static final String CANARY = "CaNaRy";
  private static final Instant NOW = Instant.parse("2026-03-02T08:59:00Z");
  private static final ZoomSettings SETTINGS =
      new ZoomSettings(
          URI.create("https://zoom.us"),
          URI.create("https://api.zoom.us"),
          false,
          ZoomNetwork.direct(Duration.ofSeconds(1), Duration.ofSeconds(2)),
          Duration.ofHours(2),
          Duration.ofMinutes(15));
  private static final Account ACCOUNT =
      new Account("main", "acc", "client", Secret.of("secret"), UserId.ME, 30);

  private static final List<Integer> STATUSES =
      List.of(200, 200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 408, 429, 500, 503, 599);
  private static final List<String> ATOMS =
      List.of(
          "\"" + CANARY + "\"",
          "\"\"",
          "\" \"",
          "\"a\\r\\nb\"",
          "null",
          "true",
          "{}",
          "[1]",
          "0",
          "-1",
          "3600",
          "3600.5",
          "\"3600\"",
          "1e99",
          "-1e999",
          "99999999999999999999",
          "\"\\ud800\"",
          "\"ü\"",
          "NaN",
          "\"e30.eyJleHAiOjk5OTk5OTk5OTl9.c2ln\"",
          "\"e30.eyJleHAiOiItOWU5OSJ9.c2ln\"",
          "\"invalid_client\"",
          "\"slow_down\"",
          "1001",
          "\"4711\"",
          "\"user:read:token:admin user:" + CANARY + "\"");
  private static final List<String> MEMBERS =
      List.of("token", "access_token", "expires_in", "error", "code", "message", "api_url", "x");
  private static final List<String> HEADER_VALUES =
      List.of(
          "2",
          "0",
          "-1",
          "999999999999999999999",
          "1000000000000",
          "2.5",
          "soon",
          "",
          "Mon, 02 Mar 2026 08:59:30 GMT",
          "Mon, 02 Mar 1026 08:59:30 GMT",
          "Fri, 31 Dec 9999 23:59:59 GMT",
          "Mon, 99 Mar 2026 08:59:30 GMT",
          "text/html; charset=x",
          "a;b=c," + CANARY + "\u0001");

  @Property(tries = 20_000)
  void answer_whateverItIs_isATokenOrAFailureWeKnow(@ForAll long seed) {
    Random random = new Random(seed);
    HttpResponse<byte[]> response = response(random);
    try {
      if (random.nextBoolean()) {
        judge(tokens(response).accessToken(ACCOUNT, TRIES));
      } else {
        AccessToken token =
            new AccessToken(
                Secret.of("t"), NOW, NOW.plusSeconds(3600), URI.create("https://api.zoom.us"));
        judge(tokens(response).zak(ACCOUNT, UserId.ME, token, TRIES));
      }
    } catch (TokenFailure failure) {
      judge(failure.advice() + failure.diagnosis());
    } catch (AccessTokenRejected | AccountLimited | UserRefused known) {
      judge(known.getMessage());
    }
  }

  @AfterContainer
  static void someWereServed() {
    assertTrue(SERVED.get() > 50, () -> "only " + SERVED + " tokens");
  }

  private static void judge(AccessToken token) {
    assertServable(token.value());
    Duration life = Duration.between(token.requestedAt(), token.expiresAt());
    assertTrue(!life.isNegative() && life.compareTo(Duration.ofHours(1)) <= 0, life::toString);
    assertTrue(token.apiUrl().getHost().endsWith("zoom.us"), token.apiUrl()::toString);
  }

  private static void judge(ZakToken zak) {
    assertServable(zak.value());
    Duration life = Duration.between(zak.mintedAt(), zak.expiresAt());
    assertTrue(life.compareTo(SETTINGS.zakMinRemaining()) >= 0, life::toString);
    assertTrue(life.compareTo(SETTINGS.zakTtl()) <= 0, life::toString);
  }

  private static void assertServable(Secret token) {
    SERVED.incrementAndGet();
    assertTrue(token.reveal().matches("[!-~]{1,16384}"), "not to be served");
  }

  private static void judge(String told) {
    assertFalse(told.contains(CANARY), told);
    assertTrue(told.matches("[ -~]{1,2000}"), told);
  }

  private static ZoomTokens tokens(HttpResponse<byte[]> response) {
    ZoomCaller caller =
        new ZoomCaller(
            request -> new ZoomAnswer(response),
            new ZoomRepeater(new ZoomRetry(), InstantSource.system()),
            new ZoomGuard(),
            new OutageDetector(1),
            call -> judge(call.how()),
            () -> NOW);
    ZoomHosts hosts = new ZoomHosts(SETTINGS, request -> new ZoomAnswer(response), () -> NOW);
    return new ZoomTokens(SETTINGS, hosts, caller, () -> NOW);
  }

  /** Returns any answer, for tests that do not look into it. */
  static ZoomAnswer anyAnswer() {
    return new ZoomAnswer(response(new Random(1)));
  }

  private static HttpResponse<byte[]> response(Random random) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : List.of("retry-after", "date", "content-type", "x-zm-trackingid")) {
      if (random.nextBoolean()) {
        headers.put(name, List.of(any(HEADER_VALUES, random)));
      }
    }
    int status = any(STATUSES, random);
    return new Answered(status, HttpHeaders.of(headers, (name, value) -> true), body(random));
  }

  private static String body(Random random) {
    StringBuilder json = new StringBuilder("{");
    for (int members = random.nextInt(6); members > 0; members--) {
      json.append(json.length() > 1 ? "," : "")
          .append('"')
          .append(any(MEMBERS, random))
          .append("\":")
          .append(any(ATOMS, random));
    }
    json.append('}');
    switch (random.nextInt(8)) {
      case 0 -> json.setLength(random.nextInt(json.length() + 1));
      case 1 -> json.insert(random.nextInt(json.length()), (char) random.nextInt(0x300));
      case 2 -> json.insert(0, "[".repeat(random.nextInt(20_000)));
      case 3 -> json.insert(0, "<html>" + CANARY);
      default -> {}
    }
    return json.toString();
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  /** An answer that has arrived completely. */
  private record Answered(int statusCode, HttpHeaders headers, String text)
      implements HttpResponse<byte[]> {
    @Override
    public byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public HttpRequest request() {
      return HttpRequest.newBuilder(uri()).build();
    }

    @Override
    public Optional<HttpResponse<byte[]>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return URI.create("https://api.zoom.us/x");
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
