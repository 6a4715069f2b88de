package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriInfo;

/**
 * The query of the current request, as it was sent. JAX-RS is asked first. Some implementations
 * cannot build a URI from a query that is not well encoded; then the servlet container is asked.
 *
 * <p>Thread-safe: the request is that of the calling thread.
 */
@Dependent
public class RequestQuery {

  private final HttpServletRequest request;

  @Inject
  public RequestQuery(HttpServletRequest request) {
    this.request = request;
  }

  public Query read(UriInfo uri) {
    try {
      return Query.of(uri.getRequestUri().getRawQuery());
    } catch (IllegalArgumentException noUri) {
      return Query.of(request.getQueryString());
    }
  }
}
