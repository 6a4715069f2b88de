package io.latchkey.callback;

import io.latchkey.caller.Authenticator;
import io.latchkey.caller.Decision;
import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Decision.LockedOut;
import io.latchkey.caller.Decision.Probe;
import io.latchkey.caller.Decision.Rejected;
import io.latchkey.caller.Proofs;
import io.latchkey.caller.Refusal;
import io.latchkey.secret.Secret;
import io.latchkey.web.AuthenticatedContext;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.PresentedToken;
import io.latchkey.web.Problems;
import io.latchkey.web.Query;
import io.latchkey.web.RejectedRequests;
import io.latchkey.web.RequestBody;
import io.latchkey.web.RequestQuery;
import io.latchkey.web.RequestTrace;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Lets a request pass whose caller has proved itself, by a callback token, a signature or both.
 * Reads the proofs, asks {@link Authenticator} for the decision, and applies its effects.
 *
 * <p>Runs once the resource is known, so no spelling of the path leads around it. All rejected
 * requests get the same answer.
 */
@CallerOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class CallerFilter implements ContainerRequestFilter {

  private RequestQuery requestQuery;
  private ClientAddress clientAddress;
  private Authenticator authenticator;
  private Problems problems;
  private RejectedRequests rejectedRequests;
  private InstantSource clock;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public CallerFilter() {}

  /**
   * @param clock the core's, for the deadline of the request
   */
  @Inject
  public CallerFilter(
      RequestQuery requestQuery,
      ClientAddress clientAddress,
      Authenticator authenticator,
      Problems problems,
      RejectedRequests rejectedRequests,
      InstantSource clock) {
    this.requestQuery = requestQuery;
    this.clientAddress = clientAddress;
    this.authenticator = authenticator;
    this.problems = problems;
    this.rejectedRequests = rejectedRequests;
    this.clock = clock;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Instant since = clock.instant();
    Query query = requestQuery.read(request.getUriInfo());
    String address = authenticator.needsAddress() ? clientAddress.read() : "";
    Decision decision = authenticator.decide(proofs(request, query), address);
    if (decision instanceof Admitted admitted) {
      authenticator.recordUse(admitted);
      admit(request, admitted, query, since);
    } else if (decision instanceof Probe probe) {
      // Counted nowhere: the check of the public URL is ours.
      authenticator.recordProbe(probe);
      request.abortWith(problems.unauthorized());
    } else if (decision instanceof LockedOut) {
      rejectedRequests.unauthorized(Refusal.SHUT_OUT);
      request.abortWith(problems.unauthorized());
    } else if (decision instanceof Rejected rejected) {
      if (rejected.isGuess() && authenticator.recordGuess(address)) {
        rejectedRequests.lockedOut(address);
      }
      rejectedRequests.unauthorized(rejected.reason());
      request.abortWith(problems.unauthorized());
    }
  }

  private static Proofs proofs(ContainerRequestContext request, Query query) {
    return new Proofs(
        PresentedToken.of(request, query),
        PresentedToken.isInQuery(query),
        // The body is read only where the signature decides.
        Signatures.of(request::getHeaderString, () -> RequestBody.read(request)).orElse(null),
        () -> tokenInBody(request, query));
  }

  private static Optional<Secret> tokenInBody(ContainerRequestContext request, Query query) {
    return !PresentedToken.isInQuery(query)
            && request.getHeaderString(PresentedToken.WEBHOOK_SECRET) == null
            && MeetStreamResource.mayHoldToken(request)
        ? MeetStreamResource.tokenIn(RequestBody.read(request))
        : Optional.empty();
  }

  private static void admit(
      ContainerRequestContext request, Admitted admitted, Query query, Instant since) {
    // Buffered for the resource: a body that is broken off then fails here, and not in a reader of
    // the server's, which would fill the log.
    RequestBody.read(request);
    AdmittedRequest identity =
        new AdmittedRequest(
            admitted.admission(),
            query,
            since,
            RequestTrace.of(request.getHeaderString(RequestTrace.TRACEPARENT)));
    request.setSecurityContext(
        new AuthenticatedContext(
            admitted.admission().caller(), identity, request.getSecurityContext()));
  }
}
