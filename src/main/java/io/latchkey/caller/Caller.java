package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller: a bot platform's workspace, with the proofs that it presents and the rights that it
 * has.
 *
 * <p>Thread-safe.
 *
 * @param name the configured name; {@value #DEFAULT} for the caller without a name
 * @param rule which proofs a request must present
 * @param tokens the callback tokens, each of them accepted until it expires; several while one is
 *     being replaced
 * @param secrets the signing secrets, all of them accepted; several while one is being replaced
 * @param tolerance how far the time of a signature may be from the wall clock, before or after
 * @param rights what the caller may ask for
 */
public record Caller(
    String name,
    Rule rule,
    List<CallbackToken> tokens,
    List<HmacKey> secrets,
    Duration tolerance,
    Rights rights) {

  /** The name of the caller that {@code latchkey.callback.token} configures. */
  public static final String DEFAULT = "default";

  /** The proofs that a caller must present. */
  public enum Rule {
    TOKEN,
    SIGNATURE,
    BOTH,
    EITHER;

    /**
     * Returns whether these proofs satisfy the rule. The signature is checked only where it
     * decides, because checking it reads the body.
     */
    boolean isSatisfiedBy(boolean token, BooleanSupplier signature) {
      return switch (this) {
        case TOKEN -> token;
        case SIGNATURE -> signature.getAsBoolean();
        case BOTH -> token && signature.getAsBoolean();
        case EITHER -> token || signature.getAsBoolean();
      };
    }

    /** Returns whether a request without a token may be admitted. */
    public boolean acceptsSignatureOnly() {
      return isSatisfiedBy(false, () -> true);
    }
  }

  public Caller {
    tokens = List.copyOf(tokens);
    secrets = List.copyOf(secrets);
  }

  /** Returns whether this is one of the caller's tokens, expired or not. */
  public boolean hasToken(Secret token) {
    return tokens.stream().anyMatch(known -> known.matches(token));
  }

  /**
   * Finds the token that was presented, expired or not. Takes constant time: all tokens are
   * compared.
   */
  Optional<CallbackToken> find(Secret presented) {
    Optional<CallbackToken> found = Optional.empty();
    for (CallbackToken token : tokens) {
      // No early exit: the time taken must not show which token matched.
      if (token.matches(presented)) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  /**
   * Returns whether one of the signing secrets made the signature. Takes constant time: all are
   * tried.
   */
  boolean hasSigned(@Nullable Signature signature, Instant now) {
    boolean found = false;
    for (HmacKey secret : secrets) {
      found |= signature != null && signature.isMadeWith(secret, now, tolerance);
    }
    return found;
  }
}
