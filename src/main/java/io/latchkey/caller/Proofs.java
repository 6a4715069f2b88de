package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * What a request proves its caller with.
 *
 * @param tokens what may be the callback token, in the order in which they are tried
 * @param tokensDecide whether a wrong one is held against the request, though its signature be
 *     right; not where a gateway may have put it
 * @param signature of the request
 */
public record Proofs(List<Secret> tokens, boolean tokensDecide, Optional<Signature> signature) {

  /** With tokens that decide. */
  public Proofs(List<Secret> tokens, Optional<Signature> signature) {
    this(tokens, true, signature);
  }

  public Proofs {
    tokens = List.copyOf(tokens);
  }

  /** Whether nothing was even tried. */
  public boolean none() {
    return tokens.isEmpty() && signature.isEmpty();
  }

  /** The same with one token alone. */
  Proofs with(Secret token) {
    return new Proofs(List.of(token), tokensDecide, signature);
  }

  Proofs withoutTokens() {
    return new Proofs(List.of(), tokensDecide, signature);
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
