package io.latchkey.caller;

import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Decision.LockedOut;
import io.latchkey.caller.Decision.Probe;
import io.latchkey.caller.Decision.Rejected;
import io.latchkey.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * Decides what is to be done with a request, by what it presents and where it comes from. Deciding
 * changes nothing: the same request gets the same decision, however often it is asked for.
 *
 * <p>Thread-safe.
 */
public final class Authenticator {

  private final Callers callers;
  private final Lockout lockout;
  private final ProbeTokens probeTokens;
  private final WallClock clock;

  /**
   * @param clock the wall clock, by which what another clock has written is judged
   */
  public Authenticator(Callers callers, Lockout lockout, ProbeTokens probeTokens, WallClock clock) {
    this.callers = callers;
    this.lockout = lockout;
    this.probeTokens = probeTokens;
    this.clock = clock;
  }

  /**
   * Decides what is to be done with a request.
   *
   * @param address where the request comes from; not looked at unless lock-out is enabled
   */
  public Decision decide(Proofs proofs, String address) {
    // The proofs are compared first, even for an address that is locked out: who is locked out
    // must not learn it from the time that the answer takes.
    Decision byProofs = callers.identify(proofs, clock.now());
    if (byProofs instanceof Rejected && !lockout.isLockedOut(address)) {
      // A body is read before anybody has proved anything, so only if nothing else admits the
      // request, and never for an address that is locked out.
      Optional<Proofs> inBody = proofs.inBody();
      if (inBody.isPresent()) {
        Decision byBody = callers.identify(inBody.get(), clock.now());
        return decideOnce(byBody, inBody.get(), lockout.isLockedOut(address));
      }
    }
    // Asked again: a body may have been slow in coming, and others may have guessed meanwhile.
    return decideOnce(byProofs, proofs, lockout.isLockedOut(address));
  }

  private Decision decideOnce(Decision byProofs, Proofs proofs, boolean isLockedOut) {
    if (byProofs instanceof Rejected) {
      // Before the lock-out: a check must reach us from an address that somebody else guesses from.
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

  /** Remembers that Latchkey's own request has arrived. */
  public void recordProbe(Probe probe) {
    probeTokens.markReceived(probe.token());
  }

  /**
   * Counts a guess that came from this address.
   *
   * @return whether this guess locks the address out
   */
  public boolean recordGuess(String address) {
    return lockout.recordFailure(address);
  }

  /** Remembers when the callback token was used, and which signed message was seen. */
  public void recordUse(Admitted admitted) {
    callers.recordUse(admitted, clock.now());
  }
}
