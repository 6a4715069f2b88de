package io.latchkey.operator;

import io.latchkey.observe.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code GET /ops/metrics}: what Prometheus collects. */
@Path("ops/metrics")
@ApplicationScoped
public class MetricsResource {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private Metrics metrics;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public MetricsResource() {}

  @Inject
  public MetricsResource(Metrics metrics) {
    this.metrics = metrics;
  }

  @GET
  @MetricsOnly
  public Response metrics() {
    return Response.ok(metrics.scrape(), TEXT).build();
  }
}
