package io.latchkey.operator;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.web.PresentedTokens;
import io.latchkey.web.RequestBody;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Admits requests that carry the operator token as a bearer token. Without a configured operator
 * token these paths answer 404. A callback token never opens them.
 */
@OperatorOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class OperatorFilter implements ContainerRequestFilter {

  private OperatorTokens tokens;
  private OperatorGate gate;

  /** RESTEasy requires this constructor, though CDI uses the other one. */
  @SuppressWarnings("NullAway.Init")
  public OperatorFilter() {}

  @Inject
  public OperatorFilter(OperatorTokens tokens, OperatorGate gate) {
    this.tokens = tokens;
    this.gate = gate;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!tokens.isConfigured()) {
      request.abortWith(gate.notFound());
      return;
    }
    gate.authenticate(PresentedTokens.bearer(request).orElse(null), tokens::opens)
        .ifPresentOrElse(why -> request.abortWith(gate.refuse(why)), () -> readBody(request));
  }

  /** Reads the body of a POST, and puts it back. An import of grants may be longer than others. */
  static byte[] readBody(ContainerRequestContext request) {
    // RESTEasy puts a slash in front.
    String path = request.getUriInfo().getPath().replaceFirst("^/", "");
    return RequestBody.read(
        request,
        path.equals(GrantResource.PATH) ? GrantImport.MAX_FORM_BYTES : RequestBody.MAX_BYTES);
  }
}
