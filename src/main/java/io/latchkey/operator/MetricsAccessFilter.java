package io.latchkey.operator;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.web.PresentedTokens;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Admits requests with the operator token or with the metrics token. */
@MetricsOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class MetricsAccessFilter implements ContainerRequestFilter {

  private OperatorTokens tokens;
  private OperatorGate gate;

  /** RESTEasy requires this constructor, though CDI uses the other one. */
  @SuppressWarnings("NullAway.Init")
  public MetricsAccessFilter() {}

  @Inject
  public MetricsAccessFilter(OperatorTokens tokens, OperatorGate gate) {
    this.tokens = tokens;
    this.gate = gate;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!tokens.metricsConfigured()) {
      request.abortWith(gate.notFound());
      return;
    }
    gate.authenticate(PresentedTokens.bearer(request).orElse(null), tokens::opensMetrics)
        .ifPresent(why -> request.abortWith(gate.refuse(why)));
  }
}
