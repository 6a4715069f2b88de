package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

public class RequestQueryTest {

  private static final String ILL_ENCODED = "token=x&extra={\"a\":1}&user=a%40b.c&y=%zz";

  private final RequestQuery query = new RequestQuery(request(ILL_ENCODED));

  /** Returns a request that answers every method with this text. */
  public static HttpServletRequest request(String query) {
    return proxy(HttpServletRequest.class, (proxy, method, arguments) -> query);
  }

  private static UriInfo uri(String query) {
    return proxy(
        UriInfo.class,
        (proxy, method, arguments) -> URI.create("http://localhost/latchkey/zak?" + query));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }

  @Test
  void read_wellEncoded_isJaxRsOwn() {
    assertEquals(Optional.of("me"), query.read(uri("user=me")).singleValue("user"));
  }

  @Test
  void read_jaxRsMakesNoUriOfIt_isTheServletContainers() {
    Query read = query.read(uri(ILL_ENCODED));
    assertEquals(Optional.of("a@b.c"), read.singleValue("user"));
    assertEquals(List.of("x"), read.values("token"));
  }
}
