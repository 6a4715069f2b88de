package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests headers and bodies that a server, or its JAX-RS, fails to read. The requests are written
 * byte for byte. The answer must be the same on every server, without a stack trace in the log.
 */
@Tag(Scope.AS_ON_PAYARA_MICRO)
class HeadersIT extends RememberingServer {

  private static final boolean OF_GLASSFISH = ServerKind.ofThisBuild().isOfGlassFish();

  private final Server server = World.server("remembering");

  static Stream<String> headers() {
    Stream<String> everywhere =
        Stream.of(
            "Content-Type: ",
            "Content-Type: x",
            "Content-Type: ;;",
            "Content-Type: a/b/c",
            "Accept: x",
            "Accept: ;;",
            "Accept: a/b;q",
            "Accept-Language: a;q=x",
            "Accept-Language: ,;",
            "Cookie: $Version=x",
            "Cookie: a=b; $Version=1; c=d",
            "Cookie: =;;,\"");
    // Payara answers 400 to a byte outside ASCII in any header: docs/server-quirks.md.
    return OF_GLASSFISH
        ? everywhere
        : Stream.concat(everywhere, Stream.of("Cookie: a=\u00e9", "Cookie: \u00ff"));
  }

  private String answer(String method, String path, String... headers) {
    return latchkey.raw(
        method
            + " /latchkey/"
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n");
  }

  private static void assertStatus(int status, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertEquals(status != 200, answer.contains("application/problem+json"), answer);
  }

  @ParameterizedTest
  @MethodSource("headers")
  void headerThatCannotBeRead_changesNoAnswer_andCostsNoStackTrace(String header)
      throws IOException {
    int before = server.log().length();
    assertStatus(200, answer("GET", "zak?account=quick&token=" + World.CALLBACK_TOKEN, header));
    assertStatus(401, answer("GET", "zak?token=wrong", header));
    assertStatus(404, answer("GET", "nothing", header));
    assertStatus(401, answer("GET", "ops/status", header, "Authorization: Bearer wrong"));
    assertStatus(
        200, answer("GET", "ops/status", header, "Authorization: Bearer " + World.OPERATOR_TOKEN));
    String log = server.log().substring(before);
    assertFalse(log.contains("\tat ") || log.contains("Exception"), log);
  }

  /** The browser of an operator may also send a cookie of another application. */
  @Test
  void foreignCookie_doesNotCostAnOperatorTheSession() {
    String login =
        latchkey.raw(
            "POST /latchkey/ops/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + ("token=" + World.OPERATOR_TOKEN).length()
                + "\r\n\r\ntoken="
                + World.OPERATOR_TOKEN);
    String cookie = login.replaceFirst("(?s).*Set-Cookie: ([^;]+);.*", "$1");
    assertTrue(cookie.startsWith("latchkey_session="), login);
    String page = answer("GET", "ops/status", "Cookie: legacy={\"a\":1}; " + cookie + "; b");
    assertStatus(200, page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
      })
  void getWithABody_isAnsweredAsOneWithout(String body) {
    String request =
        "GET /latchkey/zak?account=quick&token=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
            .formatted(World.CALLBACK_TOKEN, body);
    assertStatus(200, latchkey.raw(request));
  }

  /** Platforms append to the query, and proxies add headers. */
  @Test
  void headersOf12Kilobytes_areRead() {
    String long12 = "x".repeat(12 * 1024);
    String path = "zak?account=quick&token=" + World.CALLBACK_TOKEN;
    assertStatus(200, answer("GET", path, "X-Long: " + long12));
    assertStatus(200, answer("GET", path + "&extra=" + long12));
  }

  @Test
  void containersOwn400_saysWhatToDo() {
    String answer = latchkey.rawLine("GET", "/latchkey/zak%zz");
    if (answer.contains("problem+json")) {
      assertFalse(answer.contains("There is GET /zak"), answer);
    }
    assertFalse(List.of("200", "500").contains(answer.split(" ")[1]) && !OF_GLASSFISH, answer);
  }
}
