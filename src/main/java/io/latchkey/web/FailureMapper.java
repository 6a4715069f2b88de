package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Hands everything thrown to {@link Problems}, so that nothing leaves by another door. */
@Provider
@Dependent
public class FailureMapper implements ExceptionMapper<Throwable> {

  private Problems problems;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public FailureMapper() {}

  @Inject
  public FailureMapper(Problems problems) {
    this.problems = problems;
  }

  @Override
  public Response toResponse(Throwable thrown) {
    return problems.of(thrown);
  }
}
