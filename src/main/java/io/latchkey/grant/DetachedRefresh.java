package io.latchkey.grant;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Refreshes grants on threads of its own, so that a refresh outlives the callers who wait for it.
 *
 * <p>Thread-safe.
 */
public final class DetachedRefresh {

  private final GrantRefresh refresh;
  private final Executor threads;

  /**
   * @param threads without a limit, since a refresh may block for longer than a minute
   */
  public DetachedRefresh(GrantRefresh refresh, Executor threads) {
    this.refresh = refresh;
    this.threads = threads;
  }

  /** Begins {@link GrantRefresh#renew}. Returns without waiting. */
  public CompletionStage<RenewedToken> renew(GrantRefresh.Need need) {
    try {
      return CompletableFuture.supplyAsync(() -> refresh.renew(need), threads);
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.failedStage(
          GrantFailures.databaseAway(new DatabaseUnavailable("the application is being stopped")));
    }
  }
}
