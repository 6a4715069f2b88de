package io.latchkey.callback;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The query of the request that is being answered, as it came. Taken from the servlet container,
 * because not every JAX-RS makes a URI of a query that somebody did not encode well.
 *
 * <p>Thread-safe: the request is that of the calling thread.
 */
@ApplicationScoped
public class RequestQuery {

  private HttpServletRequest request;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected RequestQuery() {}

  @Inject
  public RequestQuery(HttpServletRequest request) {
    this.request = request;
  }

  Query read() {
    return Query.of(request.getQueryString());
  }
}
