package io.latchkey.operator;

import io.latchkey.caller.Lockout;
import io.latchkey.caller.Refusal;
import io.latchkey.secret.Secret;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says who is let in as an operator, and shuts out who guesses.
 *
 * <p>Thread-safe: the address is that of the calling thread's request.
 */
@ApplicationScoped
public class OperatorGate {

  private Lockout lockout;
  private ClientAddress address;
  private Problems problems;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected OperatorGate() {}

  @Inject
  public OperatorGate(Lockout lockout, ClientAddress address, Problems problems) {
    this.lockout = lockout;
    this.address = address;
    this.problems = problems;
  }

  /** Whether nothing is accepted from where the request comes. */
  boolean shut() {
    return lockout.on() && lockout.holds(address.read());
  }

  /**
   * Why a request is refused; empty if it is not.
   *
   * @param presented the token that it carries
   */
  Optional<Refusal> refusal(Optional<Secret> presented, Predicate<Secret> opens) {
    boolean right = presented.filter(opens).isPresent();
    String from = lockout.on() ? address.read() : "";
    if (lockout.holds(from)) {
      return Optional.of(Refusal.SHUT_OUT);
    }
    if (right) {
      return Optional.empty();
    }
    if (presented.isPresent() && lockout.wrong(from)) {
      problems.lockedOut(from);
    }
    return Optional.of(Refusal.NO_OPERATOR);
  }
}
