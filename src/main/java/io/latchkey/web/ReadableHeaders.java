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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps headers that cannot be parsed from JAX-RS, whose implementations answer them by 400 or 500
 * and fill the log, whoever sends them: a cookie of another application on the same host must not
 * cost an operator the status page. Such a header counts as missing; of cookies the readable ones
 * stay. A request whose headers are all well-formed passes as it is.
 *
 * <p>Thread-safe.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ReadableHeaders extends HttpFilter {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String PARAMETERS =
      "( *; *" + TOKEN + " *= *(" + TOKEN + "|\"[ !#-\\[\\]-~]*\"))* *;? *";

  /** RFC 9110, 8.3.1. */
  private static final Pattern CONTENT_TYPE =
      Pattern.compile(" *" + TOKEN + "/" + TOKEN + PARAMETERS);

  private static final String MEDIA_RANGE = " *(\\*/\\*|" + TOKEN + "/" + TOKEN + ")" + PARAMETERS;

  /** RFC 9110, 12.5.1. */
  private static final Pattern ACCEPT = Pattern.compile(MEDIA_RANGE + "(," + MEDIA_RANGE + ")*");

  private static final String LANGUAGE =
      " *(\\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*) *(; *q *= *[01](\\.\\d{0,3})?)? *";

  /** RFC 9110, 12.5.4. */
  private static final Pattern ACCEPT_LANGUAGE = Pattern.compile(LANGUAGE + "(," + LANGUAGE + ")*");

  /** RFC 6265, 4.1.1, whose names do not begin with the dollar sign of RFC 2109. */
  private static final String PAIR = "(?!\\$)" + TOKEN + "=[!#-+\\--:<-\\[\\]-~]*";

  private static final Pattern COOKIE = Pattern.compile(PAIR + "(; " + PAIR + ")*");
  private static final Pattern ONE_COOKIE =
      Pattern.compile("(?<=^|[;,\\s])" + PAIR + "(?=$|[;,\\s])");

  private static final Map<String, Pattern> FORMS =
      Map.of(
          "content-type", CONTENT_TYPE,
          "accept", ACCEPT,
          "accept-language", ACCEPT_LANGUAGE,
          "cookie", COOKIE);

  /** The patterns are linear, but nobody needs headers of this length. */
  private static final int LONGEST = 4096;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Map<String, @Nullable String> replaced = new HashMap<>();
    FORMS.forEach((name, form) -> replaceIfUnreadable(request, name, form, replaced));
    chain.doFilter(replaced.isEmpty() ? request : new Cleaned(request, replaced), response);
  }

  private static void replaceIfUnreadable(
      HttpServletRequest request,
      String name,
      Pattern form,
      Map<String, @Nullable String> replaced) {
    Enumeration<String> values = request.getHeaders(name);
    while (values != null && values.hasMoreElements()) {
      String value = values.nextElement();
      if (value.length() > LONGEST || !form.matcher(value).matches()) {
        replaced.put(name, name.equals("cookie") ? readableCookies(request) : null);
        return;
      }
    }
  }

  private static @Nullable String readableCookies(HttpServletRequest request) {
    List<String> readable = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders("cookie"))) {
      Matcher pairs = ONE_COOKIE.matcher(header);
      while (header.length() <= LONGEST && pairs.find()) {
        readable.add(pairs.group());
      }
    }
    return readable.isEmpty() ? null : String.join("; ", readable);
  }

  /** A request without its unreadable headers. */
  private static final class Cleaned extends HttpServletRequestWrapper {

    private final Map<String, @Nullable String> replaced;

    /**
     * A request.
     *
     * @param replaced what stands in the place of a header, by its name in lower case; null for
     *     none
     */
    Cleaned(HttpServletRequest request, Map<String, @Nullable String> replaced) {
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
