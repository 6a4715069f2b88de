package io.latchkey.callback;

import io.latchkey.caller.Beacon;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.Proofs;
import io.latchkey.caller.Refusal;
import io.latchkey.caller.Verdict;
import io.latchkey.caller.WallClock;
import io.latchkey.secret.Secret;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.PresentedToken;
import io.latchkey.web.Problems;
import io.latchkey.web.Proved;
import io.latchkey.web.Query;
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
import java.util.List;
import java.util.Optional;

/**
 * Lets a request pass whose caller has proved itself, by a callback token, a signature or both.
 * Runs once the resource is known, so no spelling of the path leads around it; all that is refused
 * looks the same.
 */
@CallerOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class CallerFilter implements ContainerRequestFilter {

  private RequestQuery query;
  private Callers callers;
  private Lockout lockout;
  private Beacon beacon;
  private ClientAddress address;
  private Problems problems;
  private WallClock wallClock;
  private InstantSource clock;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public CallerFilter() {}

  /**
   * The filter.
   *
   * @param wallClock judges what callers prove themselves by
   * @param clock the core's, for the deadline of the request
   */
  @Inject
  public CallerFilter(
      RequestQuery query,
      Callers callers,
      Lockout lockout,
      Beacon beacon,
      ClientAddress address,
      Problems problems,
      WallClock wallClock,
      InstantSource clock) {
    this.query = query;
    this.callers = callers;
    this.lockout = lockout;
    this.beacon = beacon;
    this.address = address;
    this.problems = problems;
    this.wallClock = wallClock;
    this.clock = clock;
  }

  private static Proofs proofs(ContainerRequestContext request, Query query, List<Secret> tokens) {
    return new Proofs(
        tokens,
        !query.values("token").isEmpty(),
        Signatures.of(request::getHeaderString, () -> RequestBody.read(request)));
  }

  /**
   * The callback token that MeetStream may have put into the body. A body is read before anybody
   * has proved anything only where nothing else was presented that could be ours.
   */
  private static Optional<Secret> inBody(ContainerRequestContext request, Query query) {
    return query.values("token").isEmpty()
            && request.getHeaderString("X-Webhook-Secret") == null
            && MeetStreamResource.mayHoldToken(request)
        ? MeetStreamResource.tokenIn(RequestBody.read(request))
        : Optional.empty();
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Query read = query.read(request.getUriInfo());
    Proofs proofs = proofs(request, read, PresentedToken.of(request, read));
    Instant since = clock.instant();
    Verdict verdict = callers.judge(proofs, wallClock.now());
    String from = lockout.on() ? address.read() : "";
    if (verdict.admission().isEmpty() && !lockout.holds(from)) {
      Optional<Secret> inBody = inBody(request, read);
      if (inBody.isPresent()) {
        proofs = proofs(request, read, List.of(inBody.get()));
        verdict = callers.judge(proofs, wallClock.now());
      }
    }
    if (verdict.admission().isEmpty() && proofs.tokens().stream().anyMatch(beacon::seen)) {
      request.abortWith(problems.toBeacon());
    } else if (lockout.holds(from)) {
      request.abortWith(problems.unauthorized(Refusal.SHUT_OUT));
    } else if (verdict.admission().isEmpty()) {
      if (!proofs.none() && lockout.wrong(from)) {
        problems.lockedOut(from);
      }
      request.abortWith(problems.unauthorized(verdict.refusal()));
    } else {
      RequestBody.read(request);
      request.setSecurityContext(
          new Proved(
              verdict.admission().get().caller(),
              new AdmittedRequest(
                  verdict.admission().get(),
                  read,
                  since,
                  RequestTrace.of(request.getHeaderString("traceparent"))),
              request.getSecurityContext()));
    }
  }
}
