package io.latchkey.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The error page for what the servlet container refuses before JAX-RS sees it, in place of the
 * server's own with its name and version. {@code web.xml} points here.
 *
 * <p>Also the default servlet, which JAX-RS leaves nothing to: without one Payara takes a request
 * for the context root without its slash to be in need of a redirect, and repeats the query in it.
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
    response.setHeader("Cache-Control", "no-store");
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
