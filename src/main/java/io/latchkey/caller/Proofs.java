package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * What a request proves its caller with.
 *
 * @param tokens what may be the callback token, in the order in which they are tried
 * @param signature of the request
 */
public record Proofs(List<Secret> tokens, Optional<Signature> signature) {

  public Proofs {
    tokens = List.copyOf(tokens);
  }

  /** Whether nothing was even tried. */
  public boolean none() {
    return tokens.isEmpty() && signature.isEmpty();
  }

  /** The same with one token alone. */
  Proofs with(Secret token) {
    return new Proofs(List.of(token), signature);
  }

  /** The only token; for {@link Callers}, which tries one after the other. */
  Optional<Secret> token() {
    return tokens.stream().findFirst();
  }

  /** What tells the bot of a signed callback token from others. */
  Optional<String> bot() {
    return token().map(secret -> secret.hash().fingerprint());
  }
}
