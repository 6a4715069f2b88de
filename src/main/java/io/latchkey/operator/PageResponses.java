package io.latchkey.operator;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers with a page, and with the headers that protect it in a browser. */
final class PageResponses {

  private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");

  private PageResponses() {}

  static Response of(Response.ResponseBuilder response, String page) {
    return response
        .type(HTML)
        .entity(page)
        .header("Content-Security-Policy", Page.POLICY)
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}
