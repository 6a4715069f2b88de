package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.Optional;

/**
 * What a request proves its caller with.
 *
 * @param token the callback token, the same whichever way it came
 * @param signature of the request
 */
public record Proofs(Optional<Secret> token, Optional<Signature> signature) {

  /** What tells the bot of a signed callback token from others. */
  Optional<String> bot() {
    return token.map(secret -> secret.hash().fingerprint());
  }

  /** Whether nothing was even tried. */
  public boolean none() {
    return token.isEmpty() && signature.isEmpty();
  }
}
