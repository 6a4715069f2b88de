package io.latchkey.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.web.AnswerHeaders;
import io.latchkey.web.Routes;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers a request for a ZAK that is in memory, in place of JAX-RS, which costs several times as
 * much as the answer. Every other request goes on to JAX-RS, and this filter leaves no trace of it:
 * it looks only, until it is certain to answer.
 *
 * <p>The answer equals that of {@link ZakResource} and {@link MeetStreamResource}, and has the same
 * line in the log and the same metrics. {@code ZakFromMemoryIT} compares them.
 *
 * <p>Thread-safe.
 */
public class ZakFromMemoryFilter extends HttpFilter {

  private static final List<String> PATHS =
      List.of("/" + Routes.ZAK, "/" + Routes.MEETSTREAM + Routes.ZAK);

  /** Some implementations of JAX-RS change, or refuse, a query with other characters. */
  private static final String PLAIN = "._~=&@+*,:!$'()/?-";

  private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9.-]{1,255}(:\\d{1,5})?");

  @SuppressWarnings("NullAway.Init")
  private ZakFromMemory answers;

  /** Called by the container, which creates filters by their constructor without parameters. */
  @Inject
  void setAnswers(ZakFromMemory answers) {
    this.answers = answers;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<ZakFromMemory.Answer> answer =
        isPlain(request) ? answers.find(request) : Optional.empty();
    if (answer.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    answers.recordEffects(answer.get());
    byte[] token = answer.get().outcome().value().reveal().getBytes(UTF_8);
    AnswerHeaders.ALL.forEach(response::setHeader);
    response.setContentType(TokenFormat.TEXT_TYPE);
    response.setContentLength(token.length);
    response.getOutputStream().write(token);
  }

  /** Returns whether every server and JAX-RS would read the request as this filter does. */
  private static boolean isPlain(HttpServletRequest request) {
    String query = request.getQueryString();
    String host = request.getHeader("Host");
    return request.getMethod().equals("GET")
        // The path as it was sent: JAX-RS decides about any other spelling of it.
        && isPath(request.getRequestURI(), request.getContextPath())
        && query != null
        && isPlainQuery(query)
        && host != null
        && PLAIN_HOST.matcher(host).matches()
        && request.getContentLengthLong() <= 0
        && request.getHeader("Transfer-Encoding") == null
        && SignatureHeaders.HEADERS.stream().allMatch(name -> request.getHeader(name) == null);
  }

  private static boolean isPlainQuery(String query) {
    for (int at = 0; at < query.length(); at++) {
      char letter = query.charAt(at);
      if (letter == '%') {
        // Jersey rewrites a broken escape, and reads it in another way than we would.
        if (at + 2 >= query.length()
            || !HexFormat.isHexDigit(query.charAt(at + 1))
            || !HexFormat.isHexDigit(query.charAt(at + 2))) {
          return false;
        }
      } else if (!isAsciiLetterOrDigit(letter) && PLAIN.indexOf(letter) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAsciiLetterOrDigit(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9');
  }

  private static boolean isPath(String uri, String contextPath) {
    for (String path : PATHS) {
      if (uri.length() == contextPath.length() + path.length()
          && uri.startsWith(contextPath)
          && uri.endsWith(path)) {
        return true;
      }
    }
    return false;
  }
}
