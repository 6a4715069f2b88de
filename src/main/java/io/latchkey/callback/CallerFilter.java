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
import java.util.stream.Stream;

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

  /** A body is read before anybody has proved anything only where nothing else is presented. */
  private static Proofs proofs(ContainerRequestContext request, Query query) {
    List<Secret> tokens = PresentedToken.of(request, query);
    boolean lookIntoBody =
        query.values("token").isEmpty()
            && request.getHeaderString("X-Webhook-Secret") == null
            && MeetStreamResource.mayHoldToken(request);
    if (lookIntoBody) {
      tokens =
          Stream.concat(
                  tokens.stream(), MeetStreamResource.tokenIn(RequestBody.read(request)).stream())
              .toList();
    }
    return new Proofs(
        tokens, Signatures.of(request::getHeaderString, () -> RequestBody.read(request)));
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Query read = query.read(request.getUriInfo());
    Proofs proofs = proofs(request, read);
    Instant since = clock.instant();
    Verdict verdict = callers.judge(proofs, wallClock.now());
    String from = lockout.on() ? address.read() : "";
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
