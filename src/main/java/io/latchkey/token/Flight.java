package io.latchkey.token;

import io.latchkey.token.ServedToken.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * One call to a source, for all who wait. Thread-safe.
 *
 * @param landing ends with the token or the failure
 */
record Flight<T>(Instant launchedAt, CompletableFuture<T> landing) {

  static <T> Flight<T> launchedAt(Instant now) {
    return new Flight<>(now, new CompletableFuture<>());
  }

  /** The token, if it comes before this instant; else fails as unavailable. */
  CompletionStage<ServedToken<T>> await(Instant until, TokenTiming timing) {
    // A copy: a caller who gives up ends only its own waiting.
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
