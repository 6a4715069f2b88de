package io.latchkey.caller;

import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Decision.LockedOut;
import io.latchkey.caller.Decision.Probe;
import io.latchkey.caller.Decision.Rejected;
import io.latchkey.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * Decides what to do with a request, by its proofs and by the address that it comes from. Deciding
 * changes nothing: the same request gets the same decision, however often it is asked for. The
 * effects are in {@link #recordProbe}, {@link #recordGuess} and {@link #recordUse}.
 *
 * <p>Thread-safe.
 */
public final class Authenticator {

  private final Callers callers;
  private final Lockout lockout;
  private final ProbeTokens probeTokens;
  private final WallClock clock;

  /**
   * @param clock the wall clock, since other machines wrote the times that are compared with it
   */
  public Authenticator(Callers callers, Lockout lockout, ProbeTokens probeTokens, WallClock clock) {
    this.callers = callers;
    this.lockout = lockout;
    this.probeTokens = probeTokens;
    this.clock = clock;
  }

  /**
   * Decides what to do with a request.
   *
   * @param address the address that the request comes from; ignored unless the lock-out is enabled
   */
  public Decision decide(Proofs proofs, String address) {
    // The proofs are compared first, even for an address that is locked out: the time that the
    // answer takes must not show the lock-out.
    Decision byProofs = callers.identify(proofs, clock.now());
    if (byProofs instanceof Rejected && !lockout.isLockedOut(address)) {
      // A body is read before the caller has proved itself. So it is read only if nothing else
      // admits the request, and never for an address that is locked out.
      Optional<Proofs> inBody = proofs.inBody();
      if (inBody.isPresent()) {
        // Both the clock and the lock-out are read again: the body may have arrived slowly.
        Decision byBody = callers.identify(inBody.get(), clock.now());
        return decideFor(byBody, inBody.get(), lockout.isLockedOut(address));
      }
    }
    // The lock-out is asked again: a body may have arrived slowly, and others may have guessed
    // meanwhile.
    return decideFor(byProofs, proofs, lockout.isLockedOut(address));
  }

  private Decision decideFor(Decision byProofs, Proofs proofs, boolean isLockedOut) {
    if (byProofs instanceof Rejected) {
      // Before the lock-out: a check must succeed although somebody else guesses from the same
      // address.
      Optional<Secret> probe = probe(proofs.tokens());
      if (probe.isPresent()) {
        return new Probe(probe.get());
      }
    }
    return isLockedOut ? new LockedOut() : byProofs;
  }

  private Optional<Secret> probe(List<Secret> tokens) {
    return tokens.stream().filter(probeTokens::isNewest).findFirst();
  }

  /** Returns whether a decision depends on the address of the request. */
  public boolean needsAddress() {
    return lockout.isEnabled();
  }

  /** Records that Latchkey's own request has arrived. */
  public void recordProbe(Probe probe) {
    probeTokens.markReceived(probe.token());
  }

  /**
   * Counts a guess from this address.
   *
   * @return whether this guess locks the address out
   */
  public boolean recordGuess(String address) {
    return lockout.recordFailure(address);
  }

  /** Records when the callback token was used, and the id of the signed message. */
  public void recordUse(Admitted admitted) {
    callers.recordUse(admitted, clock.now());
  }
}
