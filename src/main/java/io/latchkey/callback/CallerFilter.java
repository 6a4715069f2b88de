package io.latchkey.callback;

import io.latchkey.caller.Admission;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.Proofs;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.InstantSource;
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
  private ClientAddress address;
  private Problems problems;
  private InstantSource clock;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public CallerFilter() {}

  /**
   * The filter.
   *
   * @param clock the core's
   */
  @Inject
  public CallerFilter(
      RequestQuery query,
      Callers callers,
      Lockout lockout,
      ClientAddress address,
      Problems problems,
      InstantSource clock) {
    this.query = query;
    this.callers = callers;
    this.lockout = lockout;
    this.address = address;
    this.problems = problems;
    this.clock = clock;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Proofs proofs =
        new Proofs(
            PresentedToken.of(request, query.read(request.getUriInfo())),
            Signatures.of(request::getHeaderString, () -> RequestBody.read(request)));
    Optional<Admission> admission = callers.admit(proofs, clock.instant());
    String from = lockout.on() ? address.read() : "";
    if (admission.isEmpty()) {
      if (!proofs.none() && lockout.wrong(from)) {
        problems.lockedOut(from);
      }
      request.abortWith(problems.unauthorized());
    } else if (lockout.holds(from)) {
      request.abortWith(problems.unauthorized());
    } else {
      RequestBody.read(request);
      request.setSecurityContext(
          new AdmittedCaller(admission.get(), request.getSecurityContext().isSecure()));
    }
  }
}
