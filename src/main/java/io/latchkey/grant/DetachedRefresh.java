package io.latchkey.grant;

import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
    return begin(need);
  }

  /**
   * Refreshes a grant and waits for the end.
   *
   * @throws TokenFailure if there is no new token within this time; the refresh goes on
   */
  RenewedToken renewWithin(Duration longest, GrantRefresh.Need need) {
    try {
      return begin(need).get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw TokenFailure.of(failed);
    } catch (TimeoutException tooLate) {
      throw GrantFailures.stillRefreshed(need.grant());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw GrantFailures.stillRefreshed(need.grant());
    }
  }

  private CompletableFuture<RenewedToken> begin(GrantRefresh.Need need) {
    try {
      return CompletableFuture.supplyAsync(() -> refresh.renew(need), threads);
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.failedFuture(
          GrantFailures.databaseAway(new DatabaseUnavailable("the application is being stopped")));
    }
  }
}
