package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.RejectionReason;
import io.latchkey.secret.Secret;
import io.latchkey.web.AcceptHeaderFilter;
import io.latchkey.web.AuthenticatedContext;
import io.latchkey.web.PresentedTokens;
import io.latchkey.web.Query;
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
 * Admits requests with the operator token or with the session of a browser that has signed in. A
 * form of such a browser must carry the session's form token. Other browsers are redirected to the
 * page where one signs in.
 */
@OperatorOrSession
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class PageFilter implements ContainerRequestFilter {

  private OperatorTokens tokens;
  private OperatorGate gate;
  private Sessions sessions;

  /** RESTEasy requires this constructor, though CDI uses the other one. */
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
    if (!tokens.isConfigured() || request.getUriInfo().getPath().endsWith("/")) {
      request.abortWith(gate.notFound());
      return;
    }
    Optional<String> cookie =
        Optional.ofNullable(request.getCookies().get(SignInResource.COOKIE)).map(Cookie::getValue);
    Optional<Secret> bearer = PresentedTokens.bearer(request);
    if (bearer.isEmpty() && cookie.flatMap(sessions::known).isPresent() && !gate.isLockedOut()) {
      filterSession(request, cookie.get());
      return;
    }
    Optional<RejectionReason> refusal = gate.authenticate(bearer.orElse(null), tokens::opens);
    if (refusal.isEmpty()) {
      OperatorFilter.readBody(request);
      admit(request, Operator.WITH_TOKEN);
    } else if (bearer.isEmpty() && AcceptHeaderFilter.isFromBrowser(request)) {
      request.abortWith(SignInResource.to(upToOps(request) + "login").build());
    } else {
      request.abortWith(gate.refuse(refusal.get()));
    }
  }

  private void filterSession(ContainerRequestContext request, String session) {
    if (!request.getMethod().equals("GET")) {
      Query form = Query.of(new String(OperatorFilter.readBody(request), UTF_8));
      if (!sessions.isFormToken(session, form.singleValue("csrf").orElse(""))) {
        request.abortWith(gate.refuseForm());
        return;
      }
    }
    admit(request, new Operator(session));
  }

  /** Returns the way from the path of the request, such as ops/grants/ID/delete, up to ops. */
  private static String upToOps(ContainerRequestContext request) {
    // RESTEasy puts a slash in front.
    String path = request.getUriInfo().getPath().replaceFirst("^/", "");
    return "../".repeat((int) path.chars().filter(letter -> letter == '/').count() - 1);
  }

  private static void admit(ContainerRequestContext request, Operator operator) {
    request.setSecurityContext(
        new AuthenticatedContext("operator", operator, request.getSecurityContext()));
  }
}
