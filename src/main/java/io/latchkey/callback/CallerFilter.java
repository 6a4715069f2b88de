package io.latchkey.callback;

import io.latchkey.caller.Authenticator;
import io.latchkey.caller.Decision;
import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Decision.LockedOut;
import io.latchkey.caller.Decision.Probe;
import io.latchkey.caller.Decision.Rejected;
import io.latchkey.caller.Proofs;
import io.latchkey.caller.RejectionReason;
import io.latchkey.secret.Secret;
import io.latchkey.web.AuthenticatedContext;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.PresentedTokens;
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
 * Admits a request only if its caller has proved itself, by a callback token, a signature or both.
 * The filter reads the proofs, asks {@link Authenticator} for a decision, and carries it out.
 *
 * <p>It runs after JAX-RS has found the resource, so no spelling of the path avoids it. Every
 * request that is not admitted gets the same answer.
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

  /** RESTEasy requires this constructor, though CDI uses the other one. */
  @SuppressWarnings("NullAway.Init")
  public CallerFilter() {}

  /**
   * @param clock the monotonic clock, for the deadline of the request
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
    // The clock is read first: a body that arrives slowly uses up time of the request's deadline.
    Instant receivedAt = clock.instant();
    Query query = requestQuery.read(request.getUriInfo());
    String address = authenticator.needsAddress() ? clientAddress.read() : "";
    Decision decision = authenticator.decide(proofs(request, query), address);
    if (decision instanceof Admitted admitted) {
      authenticator.recordUse(admitted);
      admit(request, admitted, query, receivedAt);
    } else if (decision instanceof Probe probe) {
      // Latchkey sent this request itself, so it counts neither as unauthenticated nor as a guess.
      authenticator.recordProbe(probe);
      request.abortWith(problems.unauthorized());
    } else if (decision instanceof LockedOut) {
      rejectedRequests.unauthorized(RejectionReason.SHUT_OUT);
      request.abortWith(problems.unauthorized());
    } else if (decision instanceof Rejected rejected) {
      boolean isNowLockedOut = rejected.isGuess() && authenticator.recordGuess(address);
      if (isNowLockedOut) {
        rejectedRequests.lockedOut(address);
      }
      rejectedRequests.unauthorized(rejected.reason());
      request.abortWith(problems.unauthorized());
    } else {
      // Java 17 has no switch over a sealed type. A decision that is forgotten here must not admit.
      throw new IllegalStateException("no effect for " + decision.getClass().getSimpleName());
    }
  }

  private static Proofs proofs(ContainerRequestContext request, Query query) {
    return new Proofs(
        PresentedTokens.of(request, query),
        PresentedTokens.isInQuery(query),
        // Both are suppliers: the body is read only if it is needed.
        SignatureHeaders.of(request::getHeaderString, () -> RequestBody.read(request)).orElse(null),
        () -> tokenInBody(request, query));
  }

  /**
   * Returns the callback token in the body of a MeetStream request. Empty if the body has none, or
   * if the query or MeetStream's header has one already: then the body is not read.
   */
  private static Optional<Secret> tokenInBody(ContainerRequestContext request, Query query) {
    return !PresentedTokens.isInQuery(query)
            && request.getHeaderString(PresentedTokens.WEBHOOK_SECRET) == null
            && MeetStreamResource.mayHoldToken(request)
        ? MeetStreamResource.tokenIn(RequestBody.read(request))
        : Optional.empty();
  }

  private static void admit(
      ContainerRequestContext request, Admitted admitted, Query query, Instant receivedAt) {
    // Buffered for the resource. If the client breaks the body off, the request fails here, and not
    // in a reader of the server, which would fill the log.
    RequestBody.read(request);
    AdmittedRequest admittedRequest =
        new AdmittedRequest(
            admitted.caller(),
            query,
            receivedAt,
            RequestTrace.of(request.getHeaderString(RequestTrace.TRACEPARENT)));
    request.setSecurityContext(
        new AuthenticatedContext(
            admitted.caller().name(), admittedRequest, request.getSecurityContext()));
  }
}
