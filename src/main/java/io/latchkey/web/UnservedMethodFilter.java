package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;

/**
 * Makes JAX-RS answer HEAD and OPTIONS as any other method that no resource has: by 405, or by 404
 * where there is nothing.
 */
@PreMatching
@Provider
@Dependent
public class UnservedMethodFilter implements ContainerRequestFilter {

  /** A method that no resource has. */
  private static final String UNSERVED = "UNSERVED";

  @Override
  public void filter(ContainerRequestContext request) {
    String method = request.getMethod();
    // In any case of letters: RESTEasy takes "head" for HEAD. JAX-RS would run GET for a HEAD, and
    // that would mint; and answer 200 to OPTIONS by itself.
    if (method.equalsIgnoreCase(HttpMethod.HEAD) || method.equalsIgnoreCase(HttpMethod.OPTIONS)) {
      request.setMethod(UNSERVED);
    }
  }
}
