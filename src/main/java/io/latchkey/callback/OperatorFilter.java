package io.latchkey.callback;

import io.latchkey.caller.Lockout;
import io.latchkey.caller.OperatorToken;
import io.latchkey.secret.Secret;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/**
 * Lets a request pass that carries the operator token as a bearer token. Without a configured one
 * there is nothing at these paths; a callback token opens none of them.
 */
@OperatorOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class OperatorFilter implements ContainerRequestFilter {

  private OperatorToken token;
  private Lockout lockout;
  private ClientAddress address;
  private Problems problems;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public OperatorFilter() {}

  @Inject
  public OperatorFilter(
      OperatorToken token, Lockout lockout, ClientAddress address, Problems problems) {
    this.token = token;
    this.lockout = lockout;
    this.address = address;
    this.problems = problems;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!token.configured()) {
      request.abortWith(problems.nothingThere());
      return;
    }
    Optional<Secret> presented = PresentedToken.bearer(request);
    String from = lockout.on() ? address.read() : "";
    if (!token.accepts(presented)) {
      if (presented.isPresent() && lockout.wrong(from)) {
        problems.lockedOut(from);
      }
      request.abortWith(problems.noOperator());
    } else if (lockout.holds(from)) {
      request.abortWith(problems.noOperator());
    } else {
      RequestBody.read(request);
    }
  }
}
