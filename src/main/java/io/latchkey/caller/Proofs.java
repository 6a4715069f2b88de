package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request presents to prove who its caller is.
 *
 * @param tokens the possible callback tokens, in the order in which they are tried
 * @param tokensDecide whether the query carries the token, so that a wrong token rejects the
 *     request even if its signature is valid; false if a gateway may have added the token. If it is
 *     true and there are no tokens, the query carries several, which rejects the request, too
 * @param signature the signature of the request; null if it has none
 * @param tokenInBody reads the callback token from the body, where some platforms put it; called
 *     only if nothing else admits the request
 */
public record Proofs(
    List<Secret> tokens,
    boolean tokensDecide,
    @Nullable Signature signature,
    Supplier<Optional<Secret>> tokenInBody) {

  public Proofs {
    tokens = List.copyOf(tokens);
  }

  /** Creates proofs whose tokens decide, if there are any, without a token in the body. */
  public Proofs(List<Secret> tokens, @Nullable Signature signature) {
    this(tokens, !tokens.isEmpty(), signature, Optional::empty);
  }

  /** Returns whether the request presents nothing at all. */
  public boolean isEmpty() {
    return tokens.isEmpty() && signature == null;
  }

  /**
   * Reads the body, and returns these proofs with the token of the body as their only token; empty
   * if the body has no token.
   */
  Optional<Proofs> inBody() {
    return tokenInBody.get().map(this::withOnly);
  }

  Proofs withOnly(Secret token) {
    return new Proofs(List.of(token), tokensDecide, signature, Optional::empty);
  }

  Proofs withoutTokens() {
    return new Proofs(List.of(), tokensDecide, signature, Optional::empty);
  }
}
