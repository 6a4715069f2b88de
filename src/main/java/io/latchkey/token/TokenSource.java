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
   */
  CompletionStage<T> fetch(FetchContext context);

  /**
   * How a new token is to be fetched.
   *
   * @param isSingleAttempt whether a failed call is not repeated, since the call before this one
   *     failed too
   * @param hasUsableToken whether a usable token is in memory, so that others may go first
   * @param trace the id in the log of the request that the token is fetched for
   */
  record FetchContext(boolean isSingleAttempt, boolean hasUsableToken, String trace) {

    /** The same, for a call that is itself a repetition. */
    public FetchContext asSingleAttempt() {
      return new FetchContext(true, hasUsableToken, trace);
    }
  }
}
