package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;

/**
 * Makes JAX-RS answer HEAD and OPTIONS like any other method that no resource serves: by 405, or by
 * 404 if the path does not exist.
 */
@PreMatching
@Provider
@Dependent
public class UnservedMethodFilter implements ContainerRequestFilter {

  /** A method that no resource serves. */
  private static final String UNSERVED = "UNSERVED";

  @Override
  public void filter(ContainerRequestContext request) {
    String method = request.getMethod();
    // JAX-RS would run GET for HEAD, which may mint a token, and would answer OPTIONS by 200. Case
    // is ignored, because RESTEasy takes "head" for HEAD.
    if (method.equalsIgnoreCase(HttpMethod.HEAD) || method.equalsIgnoreCase(HttpMethod.OPTIONS)) {
      request.setMethod(UNSERVED);
    }
  }
}
