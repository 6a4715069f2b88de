package io.latchkey.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers requests that the servlet container refuses before JAX-RS sees them. It replaces the
 * error page of the server, which shows the server's name and version. {@code web.xml} points here.
 *
 * <p>It is also the default servlet, although JAX-RS leaves no request to it. Without a default
 * servlet Payara redirects a request for the context root without its slash, and repeats the query
 * in that answer.
 */
@WebServlet({"/container-error", "/"})
public class ContainerErrors extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status = status(request);
    response.setStatus(status);
    response.setContentType(Problems.PROBLEM_JSON);
    response.setCharacterEncoding("UTF-8");
    // AnswerHeaders does not run here: it is a filter of JAX-RS.
    AnswerHeaders.ALL.forEach(response::setHeader);
    if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", "GET");
    }
    String title = Problems.title(status);
    response
        .getWriter()
        .write(Problems.body(status, title, Problems.detail(status), RejectedRequests.INSTANCE));
  }

  private static int status(HttpServletRequest request) {
    boolean asErrorPage = request.getDispatcherType() == DispatcherType.ERROR;
    return asErrorPage
            && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
        ? code
        : HttpServletResponse.SC_NOT_FOUND;
  }
}
