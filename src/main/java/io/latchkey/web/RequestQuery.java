package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriInfo;

/**
 * The query of the request that is being answered, as it came. JAX-RS is asked first; where it
 * makes no URI of a query that somebody did not encode well, the servlet container knows it.
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
