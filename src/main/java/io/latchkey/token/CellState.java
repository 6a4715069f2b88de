package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * All that changes in a {@link TokenCell}, at one moment.
 *
 * @param token the token at hand
 * @param flight the call under way
 * @param setback the last failure, until there is success
 * @param retired whether the cell has been given up
 */
record CellState<T>(
    @Nullable T token, @Nullable Flight<T> flight, @Nullable Setback setback, boolean retired) {

  /** How long after a setback's pause the source still counts as failing. */
  private static final Duration DOUBT = Duration.ofSeconds(30);

  /** One call to the source, for all who wait. */
  record Flight<T>(Instant launchedAt, CompletableFuture<T> landing) {}

  /**
   * A failure, and what follows from it.
   *
   * @param inARow how many times this source itself has failed without a success between
   * @param until when it may be asked again
   */
  record Setback(TokenFailure failure, int inARow, Instant until) {}

  boolean leftAlone(Instant now) {
    return setback != null && now.isBefore(setback.until);
  }

  /** How many times this source itself has failed of late. */
  int failuresInARow(Instant now) {
    return setback != null && doubtful(now) ? setback.inARow : 0;
  }

  boolean doubtful(Instant now) {
    return setback != null && now.isBefore(setback.until.plus(DOUBT));
  }
}
