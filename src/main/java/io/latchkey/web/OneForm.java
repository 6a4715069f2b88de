package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * There is one form of every answer, so nothing is negotiated: {@code Accept} is dropped, whatever
 * stands in it, before an implementation of JAX-RS fails to read it.
 */
@PreMatching
@Provider
@Dependent
public class OneForm implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    request.getHeaders().remove(HttpHeaders.ACCEPT);
  }
}
