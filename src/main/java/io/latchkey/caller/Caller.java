package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may call: a bot platform's workspace, and what it proves itself by.
 *
 * <p>Thread-safe.
 *
 * @param name the configured one; {@value #DEFAULT} for the caller without a name
 * @param rule what is asked of a request
 * @param tokens all of them are valid; several while one is rotated out
 * @param secrets the same, for signatures
 * @param tolerance how far a signature's time may be from ours
 * @param rights what it may ask for
 */
public record Caller(
    String name,
    Rule rule,
    List<CallbackToken> tokens,
    List<SigningSecret> secrets,
    Duration tolerance,
    Rights rights) {

  /** The caller of {@code latchkey.callback.token}. */
  public static final String DEFAULT = "default";

  /** What a caller proves itself by. */
  public enum Rule {
    TOKEN,
    SIGNATURE,
    BOTH,
    EITHER;

    /** The signature is looked at only where it decides, since a body has to be read for it. */
    boolean satisfied(boolean token, BooleanSupplier signature) {
      return switch (this) {
        case TOKEN -> token;
        case SIGNATURE -> signature.getAsBoolean();
        case BOTH -> token && signature.getAsBoolean();
        case EITHER -> token || signature.getAsBoolean();
      };
    }

    /** Whether a request without a token may be admitted. */
    public boolean signatureIsEnough() {
      return satisfied(false, () -> true);
    }
  }

  public Caller {
    tokens = List.copyOf(tokens);
    secrets = List.copyOf(secrets);
  }

  /** Whether this is one of the tokens, expired or not. */
  public boolean presents(Secret token) {
    return tokens.stream().anyMatch(known -> known.is(token));
  }

  /** Finds the presented token, expired or not. Constant in time: all tokens are compared. */
  Optional<CallbackToken> find(Secret presented) {
    Optional<CallbackToken> found = Optional.empty();
    for (CallbackToken token : tokens) {
      if (token.is(presented)) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  /** Returns whether one of the secrets made the signature. Constant in time: all are tried. */
  boolean hasSigned(@Nullable Signature signature, Instant now) {
    boolean found = false;
    for (SigningSecret secret : secrets) {
      found |= signature != null && signature.madeWith(secret, now, tolerance);
    }
    return found;
  }
}
