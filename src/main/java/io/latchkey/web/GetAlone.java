package io.latchkey.web;

import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.core.Response;

/** A resource that is asked by GET and nothing else. */
public abstract class GetAlone {

  /** JAX-RS would run GET for a HEAD, and that would mint. */
  @HEAD
  public Response head() {
    throw new NotAllowedException("GET");
  }

  /** JAX-RS would answer 200. */
  @OPTIONS
  public Response options() {
    throw new NotAllowedException("GET");
  }
}
