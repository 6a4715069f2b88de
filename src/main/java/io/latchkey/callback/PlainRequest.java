package io.latchkey.callback;

import io.latchkey.web.RequestTrace;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Recognizes a request that every server and every implementation of JAX-RS reads alike. */
final class PlainRequest {

  /** Some implementations of JAX-RS change, or refuse, a query with other characters. */
  private static final String IN_QUERY = "._~=&@+*,:!$'()/?-";

  private static final int LONGEST_HOST = 255;

  private PlainRequest() {}

  /**
   * Returns whether a request is a GET with a plain query, without a body, without a signature, and
   * whose header {@code Host} is a name or an IPv4 address, with or without a port.
   */
  static boolean isPlain(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && isPlainQuery(request.getQueryString())
        && isPlainHost(request.getHeader("Host"))
        // JAX-RS joins the values of a repeated header, the servlet API returns the first one.
        && !isRepeated(request, "Host")
        && !isRepeated(request, RequestTrace.TRACEPARENT)
        // What becomes of a body is up to the server and to JAX-RS.
        && request.getContentLengthLong() <= 0
        && request.getHeader("Transfer-Encoding") == null
        && !isSigned(request);
  }

  private static boolean isPlainQuery(@Nullable String query) {
    if (query == null) {
      return false;
    }
    for (int at = 0; at < query.length(); at++) {
      char letter = query.charAt(at);
      if (letter == '%') {
        // Jersey rewrites a broken escape, and reads it in another way than we would.
        if (at + 2 >= query.length()
            || !HexFormat.isHexDigit(query.charAt(at + 1))
            || !HexFormat.isHexDigit(query.charAt(at + 2))) {
          return false;
        }
      } else if (!isAsciiLetterOrDigit(letter) && IN_QUERY.indexOf(letter) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlainHost(@Nullable String host) {
    if (host == null || host.length() > LONGEST_HOST) {
      return false;
    }
    int colon = host.indexOf(':');
    int end = colon < 0 ? host.length() : colon;
    for (int at = 0; at < end; at++) {
      char letter = host.charAt(at);
      if (!isAsciiLetterOrDigit(letter) && letter != '.' && letter != '-') {
        return false;
      }
    }
    return end > 0 && (colon < 0 || isPort(host, colon + 1));
  }

  private static boolean isPort(String host, int begin) {
    for (int at = begin; at < host.length(); at++) {
      if (!isDigit(host.charAt(at))) {
        return false;
      }
    }
    int digits = host.length() - begin;
    return digits >= 1 && digits <= 5;
  }

  private static boolean isAsciiLetterOrDigit(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || isDigit(letter);
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  private static boolean isSigned(HttpServletRequest request) {
    for (String name : SignatureHeaders.HEADERS) {
      if (request.getHeader(name) != null) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRepeated(HttpServletRequest request, String header) {
    // The servlet API allows null where a container denies access to headers.
    @Nullable Enumeration<String> values = request.getHeaders(header);
    if (values == null || !values.hasMoreElements()) {
      return false;
    }
    values.nextElement();
    return values.hasMoreElements();
  }
}
