package io.latchkey.token;

import java.util.concurrent.CompletionStage;

/**
 * Gives new tokens of one cell. It is never called while an earlier call for the same token is
 * under way.
 *
 * @param <T> the kind of token
 */
@FunctionalInterface
public interface TokenSource<T> {

  /**
   * Asks for a new token. Returns without waiting.
   *
   * @return a stage that ends within a time limit of its own; it fails with a {@link TokenFailure}
   *     or, during a pause, with {@link SourcePaused}
   */
  CompletionStage<T> fetch(FetchContext context);

  /**
   * Says how to fetch a new token.
   *
   * @param isSingleAttempt whether a failed call is not repeated, since the call before this one
   *     failed, too
   * @param hasUsableToken whether a usable token is in memory, so that other calls may go first
   * @param trace the id in the log of the request that the token is fetched for; empty without an
   *     id
   */
  record FetchContext(boolean isSingleAttempt, boolean hasUsableToken, String trace) {

    /** Returns the same context, for a call that is itself a repetition. */
    public FetchContext asSingleAttempt() {
      return new FetchContext(true, hasUsableToken, trace);
    }
  }
}
