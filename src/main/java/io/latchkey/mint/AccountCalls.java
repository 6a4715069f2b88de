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

/**
 * Makes the calls to Zoom of one account, each on a thread of the account's own, so that an account
 * whose calls hang takes none from another. Calls that count against Zoom's quota wait for a turn.
 *
 * <p>Thread-safe.
 */
final class AccountCalls {

  private static final Remedy OVER_QUOTA =
      new Remedy(
          "More users are asked for than calls-per-second allows",
          "Spread the bots over a pool of accounts (latchkey.pools), raise calls-per-second to what"
              + " the plan allows (Free 4, Pro 30, Business 80), or raise latchkey.zak.reuse-for.");

  /** What one call to Zoom takes: a turn closer to the deadline comes too late for who waits. */
  private static final Duration ONE_CALL = Duration.ofMillis(250);

  /** The thread came so late that the turn has passed; nothing was sent. */
  private static final class TurnMissed extends RuntimeException {
    TurnMissed() {
      super(null, null, false, false);
    }
  }

  private final Account account;
  private final TokenTiming timing;
  private final Executor threads;
  private final MintEvents events;
  private final SharedPause pause;
  private final Quota quota;

  /**
   * @param pause while it is in force, no call is made in turn
   */
  AccountCalls(
      Account account, TokenTiming timing, Executor threads, MintEvents events, SharedPause pause) {
    this.account = account;
    this.timing = timing;
    this.threads = threads;
    this.events = events;
    this.pause = pause;
    this.quota = new Quota(account.callsPerSecond(), timing.clock());
  }

  /** How many calls a second are made at most, as things stand. */
  int allowed() {
    return quota.allowed();
  }

  /** Makes a blocking call as soon as there is a thread. */
  <T> CompletionStage<T> call(Supplier<T> blocking) {
    try {
      return CompletableFuture.supplyAsync(blocking, threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(busy());
    }
  }

  /**
   * Makes a blocking call when its turn comes by Zoom's quota.
   *
   * @param blocking asks what it is given before each repetition, which takes a turn of its own
   * @param hasUsableToken whether those who wait have another token and little patience
   * @param deadline when nobody waits any more
   */
  <T> CompletionStage<T> inTurn(
      Function<BooleanSupplier, T> blocking, boolean hasUsableToken, Instant deadline) {
    Duration within = turnWithin(hasUsableToken, deadline);
    Optional<Turn> taken = quota.turn(within);
    if (taken.isEmpty()) {
      return CompletableFuture.failedStage(overQuota(within));
    }
    AtomicReference<Turn> turn = new AtomicReference<>(taken.get());
    return at(taken.get().at())
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
   * How long to wait for a turn: no longer than it is of use to those who wait, and while a ZAK is
   * in memory no longer than they do. One that is to be had at once is always taken.
   */
  private Duration turnWithin(boolean hasUsableToken, Instant deadline) {
    Duration left = Duration.between(now(), deadline.minus(ONE_CALL));
    Duration within = hasUsableToken ? min(List.of(timing.patience(), left)) : left;
    return within.isNegative() ? Duration.ZERO : within;
  }

  private CompletionStage<Void> at(Instant turn) {
    CompletableFuture<Void> rung = new CompletableFuture<>();
    if (turn.isAfter(now())) {
      var unused = timing.alarm().after(Duration.between(now(), turn), () -> rung.complete(null));
    } else {
      rung.complete(null);
    }
    return rung;
  }

  /** On a thread, which may have been long in coming: a pause may have begun meanwhile. */
  private <T> T send(Function<BooleanSupplier, T> blocking, AtomicReference<Turn> turn) {
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      throw new SourcePaused(paused.get());
    }
    if (!quota.isUsable(requireNonNull(turn.get()))) {
      throw new TurnMissed();
    }
    return blocking.apply(() -> mayRepeat(turn));
  }

  /** The call then goes by the turn of its repetition. */
  private boolean mayRepeat(AtomicReference<Turn> turn) {
    Optional<Turn> another = quota.turn(Duration.ZERO);
    another.ifPresent(turn::set);
    return another.isPresent();
  }

  /** A turn that was missed is followed by another, while somebody can still be waiting. */
  private <T> CompletionStage<T> afterFailure(
      Throwable failure,
      Turn turn,
      Function<BooleanSupplier, T> blocking,
      boolean hasUsableToken,
      Instant deadline) {
    if (failure instanceof TurnMissed) {
      return now().isBefore(deadline)
          ? inTurn(blocking, hasUsableToken, deadline)
          : CompletableFuture.failedStage(busy());
    }
    if (failure instanceof AccountLimited) {
      quota.reduce(turn);
    }
    return CompletableFuture.failedStage(failure);
  }

  /** Not asked again before somebody could have a turn in time. */
  private TokenFailure overQuota(Duration within) {
    TokenFailure failure =
        new TokenFailure.Unavailable(
                "More users are asked for than Zoom's quota of this account allows. Try again.",
                "it would take more than " + quota)
            .withNextAttemptAt(now().plus(quota.until(within)))
            .withRemedy(OVER_QUOTA);
    events.turnedAway(account, failure);
    return failure;
  }

  private TokenFailure busy() {
    return new TokenFailure.Unavailable(
        "Too many different users are asked for at once. Try again.",
        "all threads of account " + account.name() + " are busy");
  }

  private Instant now() {
    return timing.clock().instant();
  }
}
