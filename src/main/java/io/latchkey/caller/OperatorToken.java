package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.Optional;

/**
 * What an operator proves itself by; without one there is nothing for operators. Never prints
 * itself. Immutable and thread-safe.
 */
public final class OperatorToken {

  private final Optional<Secret> secret;

  public OperatorToken(Optional<Secret> secret) {
    this.secret = secret;
  }

  public boolean configured() {
    return secret.isPresent();
  }

  /** Constant in time, as secrets are compared. */
  public boolean accepts(Optional<Secret> presented) {
    return secret.isPresent() && secret.equals(presented);
  }

  @Override
  public String toString() {
    return "OperatorToken[hidden]";
  }
}
