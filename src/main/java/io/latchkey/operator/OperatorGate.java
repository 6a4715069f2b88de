package io.latchkey.operator;

import io.latchkey.caller.Lockout;
import io.latchkey.caller.RejectionReason;
import io.latchkey.secret.Secret;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.Problems;
import io.latchkey.web.RejectedRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates operators, and locks out addresses that guess their tokens.
 *
 * <p>Thread-safe: the address is that of the calling thread's request.
 */
@ApplicationScoped
public class OperatorGate {

  private Lockout lockout;
  private ClientAddress address;
  private Problems problems;
  private RejectedRequests rejectedRequests;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected OperatorGate() {}

  @Inject
  public OperatorGate(
      Lockout lockout,
      ClientAddress address,
      Problems problems,
      RejectedRequests rejectedRequests) {
    this.lockout = lockout;
    this.address = address;
    this.problems = problems;
    this.rejectedRequests = rejectedRequests;
  }

  /** Returns whether the address of the request is locked out. */
  boolean isLockedOut() {
    return lockout.isEnabled() && lockout.isLockedOut(address.read());
  }

  /**
   * Authenticates a request, and counts a wrong token towards the lock-out.
   *
   * @param presented the token that it carries; null if it carries none
   * @return why the request is refused; empty if it is not
   */
  Optional<RejectionReason> authenticate(@Nullable Secret presented, Predicate<Secret> opens) {
    // Compared first, so that the time taken does not tell an address that it is locked out.
    boolean isRight = presented != null && opens.test(presented);
    String from = lockout.isEnabled() ? address.read() : "";
    if (lockout.isLockedOut(from)) {
      return Optional.of(RejectionReason.SHUT_OUT);
    }
    if (isRight) {
      return Optional.empty();
    }
    if (presented != null && lockout.recordFailure(from)) {
      rejectedRequests.lockedOut(from);
    }
    return Optional.of(RejectionReason.NO_OPERATOR);
  }

  /** Counts a request that was not authenticated, and returns its answer. */
  Response refuse(RejectionReason reason) {
    rejectedRequests.unauthorized(reason);
    return problems.notAnOperator();
  }

  /** Counts a request for something that is not served, and returns its answer. */
  Response notFound() {
    rejectedRequests.notFound();
    return problems.notFound();
  }

  /** Counts a form that none of our pages has sent, and returns its answer. */
  Response refuseForm() {
    rejectedRequests.notFound();
    return problems.foreignForm();
  }
}
