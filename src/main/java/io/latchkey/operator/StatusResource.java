package io.latchkey.operator;

import io.latchkey.page.PageResponses;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** {@code GET /ops/status}: says whether bots will get in and, if not, what to do. */
@Path("ops/status")
@ApplicationScoped
public class StatusResource {

  private StatusPage page;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public StatusResource() {}

  @Inject
  public StatusResource(StatusPage page) {
    this.page = page;
  }

  @GET
  @OperatorOrSession
  public Response status(@Context SecurityContext security) {
    return PageResponses.of(Response.ok(), page.forOperator(Operator.of(security)));
  }
}
