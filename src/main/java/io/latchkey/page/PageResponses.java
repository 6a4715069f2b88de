package io.latchkey.page;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Collection;

/** Answers with a page, and with the headers that protect it in a browser. */
public final class PageResponses {

  private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");

  private PageResponses() {}

  /** Answers with a page that has the script. */
  public static Response of(Response.ResponseBuilder response, String page) {
    return of(response, page, Page.POLICY);
  }

  /**
   * Answers with a page that has no script.
   *
   * @param formTargets origins that a form of the page may lead to, beside our own
   */
  public static Response withoutScript(
      Response.ResponseBuilder response, String page, Collection<String> formTargets) {
    return of(response, page, Page.policyWithoutScript(formTargets));
  }

  private static Response of(Response.ResponseBuilder response, String page, String policy) {
    return response
        .type(HTML)
        .entity(page)
        .header("Content-Security-Policy", policy)
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}
