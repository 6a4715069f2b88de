package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.Refusal;
import io.latchkey.secret.Secret;
import io.latchkey.web.AcceptHeaderFilter;
import io.latchkey.web.AuthenticatedContext;
import io.latchkey.web.PresentedToken;
import io.latchkey.web.Query;
import io.latchkey.web.RequestBody;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/**
 * Lets an operator pass who presents the operator token, or who has signed in with a browser: then
 * what a form sends must show that the form was ours. Other browsers are led to where to sign in.
 */
@PageOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class PageFilter implements ContainerRequestFilter {

  private OperatorTokens tokens;
  private OperatorGate gate;
  private Sessions sessions;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public PageFilter() {}

  @Inject
  public PageFilter(OperatorTokens tokens, OperatorGate gate, Sessions sessions) {
    this.tokens = tokens;
    this.gate = gate;
    this.sessions = sessions;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!tokens.configured() || request.getUriInfo().getPath().endsWith("/")) {
      request.abortWith(gate.notFound());
      return;
    }
    Optional<String> cookie =
        Optional.ofNullable(request.getCookies().get(SignIn.COOKIE)).map(Cookie::getValue);
    Optional<Secret> bearer = PresentedToken.bearer(request);
    if (bearer.isEmpty() && cookie.flatMap(sessions::known).isPresent() && !gate.isLockedOut()) {
      ofSession(request, cookie.get());
      return;
    }
    Optional<Refusal> refusal = gate.authenticate(bearer.orElse(null), tokens::opens);
    if (refusal.isEmpty()) {
      admit(request, Optional.empty());
    } else if (bearer.isEmpty() && AcceptHeaderFilter.isFromBrowser(request)) {
      request.abortWith(SignIn.to("login").build());
    } else {
      request.abortWith(gate.refuse(refusal.get()));
    }
  }

  private void ofSession(ContainerRequestContext request, String session) {
    if (!request.getMethod().equals("GET")) {
      Query form = Query.of(new String(RequestBody.read(request), UTF_8));
      if (!sessions.isFormToken(session, form.single("csrf").orElse(""))) {
        request.abortWith(gate.refuseForm());
        return;
      }
    }
    admit(request, Optional.of(session));
  }

  private static void admit(ContainerRequestContext request, Optional<String> session) {
    request.setSecurityContext(
        new AuthenticatedContext("operator", new Operator(session), request.getSecurityContext()));
  }
}
