package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * Nothing is negotiated: {@code Accept} is dropped, whatever stands in it, before an implementation
 * of JAX-RS fails to read it. Whether it is a browser's is kept.
 */
@PreMatching
@Provider
@Dependent
public class OneForm implements ContainerRequestFilter {

  private static final String BROWSER = "io.latchkey.browser";

  @Override
  public void filter(ContainerRequestContext request) {
    String accepted = request.getHeaderString(HttpHeaders.ACCEPT);
    request.setProperty(BROWSER, accepted != null && accepted.contains(MediaType.TEXT_HTML));
    request.getHeaders().remove(HttpHeaders.ACCEPT);
  }

  /** Whether somebody is looking at what is answered. */
  public static boolean ofBrowser(ContainerRequestContext request) {
    return Boolean.TRUE.equals(request.getProperty(BROWSER));
  }
}
