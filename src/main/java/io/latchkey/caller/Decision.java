package io.latchkey.caller;

import io.latchkey.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a request. A decision has no effect by itself: the filter that asked for
 * it applies the effects of the one case that it got.
 */
public sealed interface Decision {

  /**
   * A caller has proved itself.
   *
   * @param admission who it is, and what it may ask for
   * @param token the configured callback token that was presented; null if the request proved
   *     itself by a signature or by a signed callback token
   * @param signatureId the platform's id of the signed message; null without a signature
   */
  record Admitted(Admission admission, @Nullable CallbackToken token, @Nullable String signatureId)
      implements Decision {}

  /**
   * Nobody has proved to be a caller: 401.
   *
   * @param reason for metrics; the answer is the same for all reasons
   * @param isGuess whether anything was presented, so that it counts towards a lock-out
   */
  record Rejected(Refusal reason, boolean isGuess) implements Decision {}

  /** The address is locked out, so not even a valid proof is accepted: 401. */
  record LockedOut() implements Decision {}

  /**
   * Latchkey's own request, which only shows that it arrived: 401, and it counts as no guess.
   *
   * @param token the probe token that it carried
   */
  record Probe(Secret token) implements Decision {}
}
