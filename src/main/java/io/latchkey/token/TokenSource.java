package io.latchkey.token;

import java.util.concurrent.CompletionStage;

/**
 * Where a token comes from. Never called while an earlier call for the same token is under way.
 *
 * @param <T> the kind of token
 */
@FunctionalInterface
public interface TokenSource<T> {

  /**
   * Asks for a new token. Returns at once; the stage ends within a bound of its own, exceptionally
   * with a {@link TokenFailure}.
   *
   * @param probing whether the call before this one failed: then one attempt is enough
   */
  CompletionStage<T> fetch(boolean probing);
}
