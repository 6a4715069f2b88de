package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request presents to prove who calls.
 *
 * @param tokens what may be the callback token, in the order in which they are tried
 * @param tokensDecide whether a wrong token rejects the request even if its signature is valid;
 *     false where a gateway may have added the token
 * @param signature of the request; null if there is none
 * @param tokenInBody reads a callback token from the body, where the platform may have put it;
 *     asked only if nothing else admits the request
 */
public record Proofs(
    List<Secret> tokens,
    boolean tokensDecide,
    @Nullable Signature signature,
    Supplier<Optional<Secret>> tokenInBody) {

  public Proofs {
    tokens = List.copyOf(tokens);
  }

  /** Proofs whose tokens decide, without a token in the body. */
  public Proofs(List<Secret> tokens, @Nullable Signature signature) {
    this(tokens, true, signature, Optional::empty);
  }

  /** Returns whether the request presents nothing at all. */
  public boolean isEmpty() {
    return tokens.isEmpty() && signature == null;
  }

  /** The same request, proved by the token in its body; empty if its body has none. */
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
