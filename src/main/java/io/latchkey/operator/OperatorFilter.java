package io.latchkey.operator;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.web.PresentedToken;
import io.latchkey.web.RequestBody;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Lets a request pass that carries the operator token as a bearer token. Without a configured one
 * there is nothing at these paths; a callback token opens none of them.
 */
@OperatorOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class OperatorFilter implements ContainerRequestFilter {

  private OperatorTokens tokens;
  private OperatorGate gate;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public OperatorFilter() {}

  @Inject
  public OperatorFilter(OperatorTokens tokens, OperatorGate gate) {
    this.tokens = tokens;
    this.gate = gate;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!tokens.configured()) {
      request.abortWith(gate.notFound());
      return;
    }
    gate.authenticate(PresentedToken.bearer(request).orElse(null), tokens::opens)
        .ifPresentOrElse(
            why -> request.abortWith(gate.refuse(why)), () -> RequestBody.read(request));
  }
}
