package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.List;

/**
 * The callback tokens that are valid at the same time; several while one is rotated out.
 *
 * <p>Immutable and thread-safe.
 */
public final class CallbackTokens {

  private final List<Secret> valid;

  public CallbackTokens(List<Secret> valid) {
    this.valid = List.copyOf(valid);
  }

  /** Constant in time: it compares with every valid token, whether or not one matched already. */
  public boolean accept(Secret presented) {
    boolean accepted = false;
    for (Secret token : valid) {
      accepted |= token.equals(presented);
    }
    return accepted;
  }

  /** How many are valid. */
  public int count() {
    return valid.size();
  }
}
