package io.latchkey.operator;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.web.PresentedToken;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** As {@link OperatorFilter}; the token of the metrics opens these as well. */
@MetricsOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class MetricsFilter implements ContainerRequestFilter {

  private OperatorTokens tokens;
  private OperatorGate gate;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public MetricsFilter() {}

  @Inject
  public MetricsFilter(OperatorTokens tokens, OperatorGate gate) {
    this.tokens = tokens;
    this.gate = gate;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!tokens.metricsConfigured()) {
      request.abortWith(gate.notFound());
      return;
    }
    gate.authenticate(PresentedToken.bearer(request).orElse(null), tokens::opensMetrics)
        .ifPresent(why -> request.abortWith(gate.refuse(why)));
  }
}
