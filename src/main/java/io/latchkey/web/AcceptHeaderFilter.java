package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * Removes the header {@code Accept}. Each route has only one format, and some implementations of
 * JAX-RS fail on a header that they cannot parse. The filter remembers whether a browser sent the
 * request.
 */
@PreMatching
@Provider
@Dependent
public class AcceptHeaderFilter implements ContainerRequestFilter {

  private static final String IS_BROWSER = "io.latchkey.browser";

  @Override
  public void filter(ContainerRequestContext request) {
    String accepted = request.getHeaderString(HttpHeaders.ACCEPT);
    request.setProperty(IS_BROWSER, accepted != null && accepted.contains(MediaType.TEXT_HTML));
    request.getHeaders().remove(HttpHeaders.ACCEPT);
  }

  /** Returns whether a browser sent the request. A browser gets a page. */
  public static boolean isFromBrowser(ContainerRequestContext request) {
    return Boolean.TRUE.equals(request.getProperty(IS_BROWSER));
  }
}
