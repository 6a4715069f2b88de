package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableHeadersTest {

  private static final String LONG = "sso=" + "x".repeat(5000);

  /** Returns a request that has only these headers. */
  private static HttpServletRequest request(Map<String, List<String>> headers) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ReadableHeadersTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getHeaders" ->
                      Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                  case "getHeader" ->
                      headers.getOrDefault(arguments[0], List.of()).stream()
                          .findFirst()
                          .orElse(null);
                  case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                  default -> null;
                });
  }

  private static HttpServletRequest passed(HttpServletRequest request) throws Exception {
    AtomicReference<HttpServletRequest> passed = new AtomicReference<>();
    new ReadableHeaders()
        .doFilter(request, null, (next, response) -> passed.set((HttpServletRequest) next));
    return passed.get();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accept          | */*",
        "accept          | text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "accept          | application/json; charset=\"utf-8\"; q=1",
        "accept-language | de-CH,de;q=0.9, en-US;q=0.5, *;q=0.1",
        "content-type    | application/json",
        "content-type    | application/json; charset=utf-8;",
        "content-type    | application/x-www-form-urlencoded",
        "cookie          | a=b; latchkey_session=AbC-_.12.xyz"
      })
  void wellFormed_passesAsItIs(String name, String value) throws Exception {
    HttpServletRequest request = request(Map.of(name, List.of(value)));
    assertSame(request, passed(request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accept          | x",
        "accept          | ;;",
        "accept          | */*,",
        "accept-language | a;q=x",
        "accept-language | ,",
        "content-type    | ''",
        "content-type    | a/b/c",
        "content-type    | a/b;;c=d",
        "cookie          | $Version=1; $Path=x",
        "cookie          | \u00e9"
      })
  void unreadable_countsAsMissing(String name, String value) throws Exception {
    HttpServletRequest request = passed(request(Map.of(name, List.of(value), "x", List.of("y"))));
    assertNull(request.getHeader(name));
    assertEquals(List.of(), Collections.list(request.getHeaders(name)));
    assertEquals(List.of("x"), Collections.list(request.getHeaderNames()));
    assertEquals("y", request.getHeader("x"));
  }

  @Test
  void cookies_theReadableOnesStay() throws Exception {
    HttpServletRequest request =
        passed(
            request(
                Map.of(
                    "cookie",
                    List.of(
                        "$Version=1; json={\"a\":1}; a=b;e=x ,a=evil",
                        " c=d ; \u00e9=f; " + LONG))));
    assertEquals("a=b; c=d; " + LONG, request.getHeader("cookie"));
    assertArrayEquals(
        new String[] {"a=b", "c=d", LONG},
        Stream.of(request.getCookies()).map(ReadableHeadersTest::written).toArray());
  }

  private static String written(Cookie cookie) {
    return cookie.getName() + "=" + cookie.getValue();
  }

  /** A pattern that repeats a group would need more stack for a longer text. */
  @ParameterizedTest
  @CsvSource({"accept, 'a/b,'", "accept, ;a=b", "cookie, 'a=b; '", "accept-language, 'a,'"})
  void ofAnyLength_needsNoMoreStack(String name, String piece) throws Exception {
    HttpServletRequest request = request(Map.of(name, List.of("a/b" + piece.repeat(1000) + "(")));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread small =
        new Thread(
            null,
            () -> {
              try {
                passed(request);
              } catch (Throwable failure) {
                thrown.set(failure);
              }
            },
            "small",
            128 * 1024);
    small.start();
    small.join();
    assertNull(thrown.get());
  }
}
