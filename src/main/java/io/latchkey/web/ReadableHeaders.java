package io.latchkey.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hides unreadable headers from JAX-RS. Its implementations cannot parse such a header: they answer
 * it by 400 or 500 and fill the log, even for unauthenticated requests. And a cookie of another
 * application on the same host must not cost an operator the status page.
 *
 * <p>An unreadable header counts as missing. Of cookies, the readable ones stay. A request whose
 * headers are all well-formed passes unchanged.
 *
 * <p>Thread-safe.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ReadableHeaders extends HttpFilter {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** RFC 9110, 8.3.1 and 12.5.1. */
  private static final Pattern MEDIA_RANGE = Pattern.compile(" *" + TOKEN + "/" + TOKEN + " *");

  private static final Pattern PARAMETER =
      Pattern.compile(" *" + TOKEN + " *= *(" + TOKEN + "|\"[ !#-+\\--:<-\\[\\]-~]*\") *");

  /** RFC 9110, 12.5.4. */
  private static final Pattern LANGUAGE =
      Pattern.compile(
          " *(\\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,8}) *(; *q *= *[01](\\.\\d{0,3})?)? *");

  /** RFC 6265, 4.1.1, except names that begin with a dollar sign: those belong to RFC 2109. */
  private static final Pattern COOKIE =
      Pattern.compile("(?!\\$)" + TOKEN + "=[!#-+\\--:<-\\[\\]-~]*");

  private static final Pattern BETWEEN_COOKIES = Pattern.compile(" *; *");

  /** The headers that JAX-RS parses by itself, each with a check of its form. */
  private static final Map<String, Predicate<String>> FORMS =
      Map.of(
          "content-type", ReadableHeaders::isMediaType,
          "accept", value -> allItemsMatch(value, ",", ReadableHeaders::isMediaType),
          "accept-language",
              value -> allItemsMatch(value, ",", item -> LANGUAGE.matcher(item).matches()),
          "cookie", value -> allItemsMatch(value, "; ", item -> COOKIE.matcher(item).matches()));

  /**
   * The longest readable header, in characters. Cookies may be longer, because they belong to other
   * applications.
   */
  private static final int LONGEST = 4096;

  /**
   * Returns whether each item has this form. Items are matched one by one: one pattern that repeats
   * a group would need more stack for a longer text.
   */
  private static boolean allItemsMatch(String value, String separator, Predicate<String> form) {
    return Stream.of(value.split(Pattern.quote(separator), -1)).allMatch(form);
  }

  private static boolean isMediaType(String value) {
    String[] parts = value.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      boolean afterTheLast = i == parts.length - 1 && parts[i].isBlank();
      if (!afterTheLast && !PARAMETER.matcher(parts[i]).matches()) {
        return false;
      }
    }
    return MEDIA_RANGE.matcher(parts[0]).matches();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Map<String, @Nullable String> replaced = new HashMap<>();
    FORMS.forEach((name, form) -> replaceIfUnreadable(request, name, form, replaced));
    chain.doFilter(
        replaced.isEmpty() ? request : new RequestWithReadableHeaders(request, replaced), response);
  }

  private static void replaceIfUnreadable(
      HttpServletRequest request,
      String name,
      Predicate<String> form,
      Map<String, @Nullable String> replaced) {
    Enumeration<String> values = request.getHeaders(name);
    // The servlet API allows null where a container denies access to headers.
    while (values != null && values.hasMoreElements()) {
      String value = values.nextElement();
      if ((value.length() > LONGEST && !name.equals("cookie")) || !form.test(value)) {
        replaced.put(name, name.equals("cookie") ? readableCookies(request) : null);
        return;
      }
    }
  }

  private static @Nullable String readableCookies(HttpServletRequest request) {
    List<String> readable = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders("cookie"))) {
      BETWEEN_COOKIES
          .splitAsStream(header.strip())
          .filter(pair -> COOKIE.matcher(pair).matches())
          .forEach(readable::add);
    }
    return readable.isEmpty() ? null : String.join("; ", readable);
  }

  /**
   * A request without its unreadable headers. It overrides every method by which JAX-RS reads them,
   * and all of these must agree.
   */
  private static final class RequestWithReadableHeaders extends HttpServletRequestWrapper {

    private final Map<String, @Nullable String> replaced;

    /**
     * @param replaced the new values of headers, by their names in lower case; null for a header
     *     that is removed
     */
    RequestWithReadableHeaders(HttpServletRequest request, Map<String, @Nullable String> replaced) {
      super(request);
      this.replaced = replaced;
    }

    private static String key(String name) {
      return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable String getHeader(String name) {
      return replaced.containsKey(key(name)) ? replaced.get(key(name)) : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      if (!replaced.containsKey(key(name))) {
        return super.getHeaders(name);
      }
      String value = replaced.get(key(name));
      return Collections.enumeration(value == null ? List.of() : List.of(value));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      return Collections.enumeration(
          Collections.list(super.getHeaderNames()).stream()
              .filter(name -> !replaced.containsKey(key(name)) || replaced.get(key(name)) != null)
              .toList());
    }

    @Override
    public @Nullable String getContentType() {
      return replaced.containsKey("content-type") ? null : super.getContentType();
    }

    @Override
    public Cookie @Nullable [] getCookies() {
      if (!replaced.containsKey("cookie")) {
        return super.getCookies();
      }
      String header = replaced.get("cookie");
      if (header == null) {
        // The servlet API demands null, not an empty array, for a request without cookies.
        return null;
      }
      List<Cookie> cookies = new ArrayList<>();
      for (String pair : header.split("; ")) {
        int equals = pair.indexOf('=');
        cookies.add(new Cookie(pair.substring(0, equals), pair.substring(equals + 1)));
      }
      return cookies.toArray(Cookie[]::new);
    }

    @Override
    public Locale getLocale() {
      return replaced.containsKey("accept-language") ? Locale.ROOT : super.getLocale();
    }

    @Override
    public Enumeration<Locale> getLocales() {
      return replaced.containsKey("accept-language")
          ? Collections.enumeration(List.of(Locale.ROOT))
          : super.getLocales();
    }
  }
}
