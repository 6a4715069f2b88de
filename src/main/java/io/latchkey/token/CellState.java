package io.latchkey.token;

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

  /** One call to the source, for all who wait. */
  record Flight<T>(Instant launchedAt, CompletableFuture<T> landing) {}

  boolean leftAlone(Instant now) {
    return setback != null && setback.inForce(now);
  }

  boolean doubtful(Instant now) {
    return setback != null && setback.doubtful(now);
  }

  /** Whether the source itself has failed of late: then one attempt is enough. */
  boolean probing(Instant now) {
    return setback != null && setback.doubtful(now) && setback.inARow() > 0;
  }
}
