package io.latchkey.caller;

import io.latchkey.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a request. A decision has no effect by itself: the filter that asked for it
 * applies the effects of the one case that it got.
 */
public sealed interface Decision {

  /**
   * A caller has proved itself.
   *
   * @param caller the caller, and what the request may ask for
   * @param token the configured callback token that was presented; null if the request proved
   *     itself by a signature or by a signed callback token
   * @param signatureId the platform's id of the signed message; null without a signature
   */
  record Admitted(
      AdmittedCaller caller, @Nullable CallbackToken token, @Nullable String signatureId)
      implements Decision {}

  /**
   * The request is unauthenticated: no caller has proved itself. The answer is 401.
   *
   * @param reason the reason for the metrics; the answer is the same for all reasons
   * @param isGuess whether a proof was compared; if so, the request counts towards a lock-out
   */
  record Rejected(RejectionReason reason, boolean isGuess) implements Decision {}

  /**
   * The address is locked out: not even a valid proof is accepted from there. The answer is 401.
   */
  record LockedOut() implements Decision {}

  /**
   * Latchkey's own request, which only shows that it arrives. The answer is 401, but it is not a
   * guess.
   *
   * @param token the probe token that the request carried
   */
  record Probe(Secret token) implements Decision {}
}
