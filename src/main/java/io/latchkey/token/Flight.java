package io.latchkey.token;

import io.latchkey.token.ServedToken.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * One call to a source, shared by all callers who wait for the token. Thread-safe.
 *
 * @param launchedAt when the call began; the patience of callers counts from there
 * @param landing completes with the token or with the failure
 */
record Flight<T>(Instant launchedAt, CompletableFuture<T> landing) {

  static <T> Flight<T> launchedAt(Instant now) {
    return new Flight<>(now, new CompletableFuture<>());
  }

  /**
   * Waits for the token without blocking a thread. The stage fails with the failure of the call, or
   * as unavailable if the call has not ended before {@code until}.
   */
  CompletionStage<ServedToken<T>> await(Instant until, TokenTiming timing) {
    // A copy, so that a caller who gives up ends only its own wait.
    CompletableFuture<T> waiting = landing.copy();
    Duration left = Duration.between(timing.clock().instant(), until);
    Future<?> alarm =
        timing.alarm().after(left, () -> waiting.completeExceptionally(tooLate(timing)));
    return waiting
        .whenComplete((token, thrown) -> alarm.cancel(false))
        .thenApply(token -> new ServedToken<>(token, Origin.MINTED));
  }

  private static TokenFailure tooLate(TokenTiming timing) {
    return new TokenFailure.Unavailable(
            "The token did not come in time. Try again.", "deadline passed while waiting")
        .withNextAttemptAt(timing.clock().instant().plusSeconds(1));
  }
}
