package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet that answers the constant text without JAX-RS: the least that a server can do. */
@WebServlet("/zak")
public class ServletText extends HttpServlet {

  private static final String TEXT = "x".repeat(330);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    byte[] text = TEXT.getBytes(US_ASCII);
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }
}
