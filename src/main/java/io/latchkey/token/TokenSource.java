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
   * @param need how much it matters
   */
  CompletionStage<T> fetch(Need need);

  /**
   * How much a new token matters.
   *
   * @param probing whether the call before this one failed: then one attempt is enough
   * @param spare whether a usable token is at hand, so that others may go first
   * @param trace of the request that it is fetched for
   */
  record Need(boolean probing, boolean spare, String trace) {

    /** The same, for a call that is itself a repetition. */
    public Need withOneAttempt() {
      return new Need(true, spare, trace);
    }
  }
}
