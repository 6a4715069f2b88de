package io.latchkey.mint;

import static java.util.Collections.min;
import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.mint.Quota.Turn;
import io.latchkey.token.Remedy;
import io.latchkey.token.SharedPause;
import io.latchkey.token.SourcePaused;
import io.latchkey.token.Thrown;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenTiming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls to Zoom for one account. Each call blocks a thread of the account's own pool, so
 * an account whose calls hang takes no threads from other accounts. Calls that count against Zoom's
 * quota wait for a turn first.
 *
 * <p>Thread-safe.
 */
final class AccountCalls {

  private static final Remedy OVER_QUOTA =
      new Remedy(
          "More users are asked for than calls-per-second allows",
          "Spread the bots over a pool of accounts (latchkey.pools), raise calls-per-second to what"
              + " the plan allows (Free 4, Pro 30, Business 80), or raise latchkey.zak.reuse-for.");

  /**
   * The time for one call to Zoom. A turn that is closer to the deadline comes too late for the
   * callers who wait.
   */
  private static final Duration ONE_CALL = Duration.ofMillis(250);

  /** Thrown when the turn is no longer usable once a thread is free. Nothing was sent. */
  private static final class TurnMissed extends RuntimeException {
    TurnMissed() {
      super(null, null, false, false);
    }
  }

  private final Account account;
  private final TokenTiming timing;
  private final Executor threads;
  private final MintListener events;
  private final SharedPause pause;
  private final Turns turns;

  /**
   * @param pause while this pause is in force, no call is made in turn
   * @param shared the quota of all instances; null if this instance has the quota for itself
   */
  AccountCalls(
      Account account,
      TokenTiming timing,
      Executor threads,
      MintListener events,
      SharedPause pause,
      @Nullable SharedQuota shared) {
    this.account = account;
    this.timing = timing;
    this.threads = threads;
    this.events = events;
    this.pause = pause;
    this.turns = new Turns(account, timing.clock(), threads, shared);
  }

  /** Returns how many calls a second are allowed now. */
  int allowed() {
    return turns.allowed();
  }

  /**
   * Makes a blocking call as soon as a thread is free. Fails as unavailable if too many calls
   * already wait for a thread.
   */
  <T> CompletionStage<T> call(Supplier<T> blocking) {
    try {
      return CompletableFuture.supplyAsync(blocking, threads);
    } catch (RejectedExecutionException e) {
      // The queue for threads is full, or the application is stopping.
      return CompletableFuture.failedStage(noThreadFailure());
    }
  }

  /**
   * Makes a blocking call when Zoom's quota gives it a turn.
   *
   * @param blocking the call; it asks its argument before each repetition, since a repetition takes
   *     a turn of its own
   * @param hasUsableToken whether a usable token is in memory, so that callers wait only briefly
   *     for another
   * @param deadline the instant after which no caller waits any more
   */
  <T> CompletionStage<T> inTurn(
      Function<BooleanSupplier, T> blocking, boolean hasUsableToken, Instant deadline) {
    Duration within = turnWithin(hasUsableToken, deadline);
    return turns
        .next(within)
        .thenCompose(
            turn ->
                turn.isEmpty()
                    ? CompletableFuture.failedStage(overQuota(within))
                    : inTurn(turn.get(), blocking, hasUsableToken, deadline));
  }

  private <T> CompletionStage<T> inTurn(
      Turn taken, Function<BooleanSupplier, T> blocking, boolean hasUsableToken, Instant deadline) {
    // A repetition replaces the turn, so that a 429 counts against the turn of the call that met
    // it.
    AtomicReference<Turn> turn = new AtomicReference<>(taken);
    return waitUntil(taken.at())
        .thenCompose(ignored -> call(() -> send(blocking, turn)))
        .exceptionallyCompose(
            thrown ->
                afterFailure(
                    Thrown.unwrapped(thrown),
                    requireNonNull(turn.get()),
                    blocking,
                    hasUsableToken,
                    deadline));
  }

  /**
   * Returns how long to wait for a turn: not longer than callers can use it, and with a usable
   * token in memory not longer than their patience. The result is never negative, so a turn that is
   * free now is always taken.
   */
  private Duration turnWithin(boolean hasUsableToken, Instant deadline) {
    Duration left = Duration.between(now(), deadline.minus(ONE_CALL));
    Duration within = hasUsableToken ? min(List.of(timing.patience(), left)) : left;
    return within.isNegative() ? Duration.ZERO : within;
  }

  private CompletionStage<Void> waitUntil(Instant turn) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    if (turn.isAfter(now())) {
      // Never cancelled: the call serves all callers who wait, even if some give up.
      var unused =
          timing.alarm().after(Duration.between(now(), turn), () -> reached.complete(null));
    } else {
      reached.complete(null);
    }
    return reached;
  }

  /** Runs on a thread of the account, perhaps long after the turn began. */
  private <T> T send(Function<BooleanSupplier, T> blocking, AtomicReference<Turn> turn) {
    // A pause may have begun meanwhile. It is checked before the turn, because a call in a pause
    // must not take another turn.
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      throw new SourcePaused(paused.get());
    }
    if (!turns.isUsable(requireNonNull(turn.get()))) {
      throw new TurnMissed();
    }
    return blocking.apply(() -> takeTurnForRepetition(turn));
  }

  /**
   * Takes a turn for a repetition, if one is free now. From then on the call counts by that turn.
   */
  private boolean takeTurnForRepetition(AtomicReference<Turn> turn) {
    Optional<Turn> another = turns.takeNow();
    another.ifPresent(turn::set);
    return another.isPresent();
  }

  /**
   * Takes another turn after a missed one, as long as a caller may still wait. Passes on every
   * other failure; a 429 reduces the quota first.
   */
  private <T> CompletionStage<T> afterFailure(
      Throwable failure,
      Turn turn,
      Function<BooleanSupplier, T> blocking,
      boolean hasUsableToken,
      Instant deadline) {
    if (failure instanceof TurnMissed) {
      return now().isBefore(deadline)
          ? inTurn(blocking, hasUsableToken, deadline)
          : CompletableFuture.failedStage(noThreadFailure());
    }
    if (failure instanceof AccountLimited) {
      turns.reduce(turn);
    }
    return CompletableFuture.failedStage(failure);
  }

  /**
   * Reports a mint that gets no turn in time, and returns its failure. Its instant of the next
   * attempt is the first one at which a turn in time is possible.
   */
  private TokenFailure overQuota(Duration within) {
    TokenFailure failure =
        new TokenFailure.Unavailable(
                "More users are asked for than Zoom's quota of this account allows. Try again.",
                "it would take more than " + turns)
            .withNextAttemptAt(now().plus(turns.waitUntilTurnWithin(within)))
            .withRemedy(OVER_QUOTA);
    events.turnedAway(account, failure);
    return failure;
  }

  private TokenFailure noThreadFailure() {
    return new TokenFailure.Unavailable(
        "Too many different users are asked for at once. Try again.",
        "all threads of account " + account.name() + " are busy");
  }

  private Instant now() {
    return timing.clock().instant();
  }
}
