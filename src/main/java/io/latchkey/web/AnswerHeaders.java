package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/**
 * Adds the headers of every answer: no cache may keep it, and no browser may guess another content
 * type.
 */
@Provider
@Dependent
public class AnswerHeaders implements ContainerResponseFilter {

  /** The headers with their values. */
  public static final Map<String, String> ALL =
      Map.of(HttpHeaders.CACHE_CONTROL, "no-store", "X-Content-Type-Options", "nosniff");

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    ALL.forEach(response.getHeaders()::putSingle);
  }
}
