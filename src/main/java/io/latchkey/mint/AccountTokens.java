package io.latchkey.mint;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.mint.Quota.Turn;
import io.latchkey.token.AccessToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.TokenCache;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenSource.Need;
import io.latchkey.token.ZakToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one account: its access token, and a ZAK for each user. Has threads of its own, so
 * that an account whose calls hang takes none from another.
 *
 * <p>Thread-safe.
 */
final class AccountTokens {

  /** What one call to Zoom takes: a turn closer to the deadline comes too late for who waits. */
  private static final Duration ONE_CALL = Duration.ofMillis(250);

  /** The thread came so late that the turn has passed; nothing was sent. */
  private static final class TurnMissed extends RuntimeException {
    TurnMissed() {
      super(null, null, false, false);
    }
  }

  private final Account account;
  private final Zoom zoom;
  private final MintSettings settings;
  private final Executor threads;
  private final MintEvents events;
  private final SharedPause pause;
  private final Quota quota;
  private final TokenCell<AccessToken> accessToken;
  private final TokenCache<UserId, ZakToken> zaks;

  AccountTokens(
      Account account, Zoom zoom, MintSettings settings, Executor threads, MintEvents events) {
    this.account = account;
    this.zoom = zoom;
    this.settings = settings;
    this.threads = threads;
    this.events = events;
    this.pause = new SharedPause(settings.timing());
    this.quota = new Quota(account.callsPerSecond(), settings.timing().clock());
    this.accessToken =
        new TokenCell<>(
            need -> call(() -> zoom.accessToken(account, need.probing())),
            settings.accessTokenRule(),
            settings.timing(),
            events.accessToken(account));
    this.zaks =
        new TokenCache<>(
            user ->
                new TokenCell<>(
                    need -> mint(user, need),
                    settings.zakRule(),
                    settings.timing(),
                    events.zak(account, user)),
            settings.maxUsers(),
            settings.timing());
  }

  Account account() {
    return account;
  }

  CompletionStage<ZakToken> zak(UserId user, Instant deadline) {
    return zaks.get(user, deadline);
  }

  private CompletionStage<ZakToken> mint(UserId user, Need need) {
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(paused.get());
    }
    Instant deadline = now().plus(settings.callersWait());
    return accessToken
        .get(deadline)
        .thenCompose(
            token ->
                mintWith(token, user, need, deadline)
                    .exceptionallyCompose(
                        thrown -> afterRejection(thrown, token, user, need, deadline)))
        .whenComplete((zak, thrown) -> noteSuccess(zak))
        .exceptionallyCompose(thrown -> CompletableFuture.failedStage(noteAccountWide(thrown)));
  }

  /** When it is this mint's turn by Zoom's quota. */
  private CompletionStage<ZakToken> mintWith(
      AccessToken token, UserId user, Need need, Instant deadline) {
    Duration within = turnWithin(need, deadline);
    Optional<Turn> taken = quota.turn(within);
    if (taken.isEmpty()) {
      return CompletableFuture.failedStage(overQuota(within));
    }
    AtomicReference<Turn> turn = new AtomicReference<>(taken.get());
    return at(taken.get().at())
        .thenCompose(ignored -> call(() -> send(turn, token, user, need)))
        .whenComplete((zak, thrown) -> learn(thrown, requireNonNull(turn.get())))
        .exceptionallyCompose(thrown -> afterMiss(thrown, token, user, need, deadline));
  }

  /** Another turn, while somebody can still be waiting. */
  private CompletionStage<ZakToken> afterMiss(
      Throwable thrown, AccessToken token, UserId user, Need need, Instant deadline) {
    if (!(unwrapped(thrown) instanceof TurnMissed)) {
      return CompletableFuture.failedStage(thrown);
    }
    return now().isBefore(deadline)
        ? mintWith(token, user, need, deadline)
        : CompletableFuture.failedStage(busy());
  }

  /** On a thread, which may have been long in coming. */
  private ZakToken send(AtomicReference<Turn> turn, AccessToken token, UserId user, Need need) {
    throwIfPaused();
    if (!quota.good(requireNonNull(turn.get()))) {
      throw new TurnMissed();
    }
    return zoom.zak(account, user, token, need.probing(), () -> mayRepeat(turn));
  }

  /**
   * How long to wait for a turn: no longer than it is of use to those who wait, and while a ZAK is
   * at hand no longer than they do. One that is to be had at once is always taken.
   */
  private Duration turnWithin(Need need, Instant deadline) {
    Duration left = Duration.between(now(), deadline.minus(ONE_CALL));
    Duration patience = settings.timing().patience();
    Duration within = need.spare() && patience.compareTo(left) < 0 ? patience : left;
    return within.isNegative() ? Duration.ZERO : within;
  }

  private Instant now() {
    return settings.timing().clock().instant();
  }

  private CompletionStage<Void> at(Instant turn) {
    Duration wait = Duration.between(now(), turn);
    if (wait.isNegative() || wait.isZero()) {
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<Void> rung = new CompletableFuture<>();
    var unused = settings.timing().alarm().after(wait, () -> rung.complete(null));
    return rung;
  }

  /** A repetition takes a turn of its own, which the mint then goes by. */
  private boolean mayRepeat(AtomicReference<Turn> turn) {
    Optional<Turn> another = quota.turn(Duration.ZERO);
    another.ifPresent(turn::set);
    return another.isPresent();
  }

  private void learn(@Nullable Throwable thrown, Turn turn) {
    if (thrown != null && unwrapped(thrown) instanceof AccountLimited) {
      quota.limited(turn);
    }
  }

  /** Not asked again before somebody could have a turn in time. */
  private TokenFailure overQuota(Duration within) {
    TokenFailure failure =
        TokenFailure.Unavailable.heldUntil(
            "More users are asked for than Zoom's quota of this account allows. Try again.",
            "it would take more than " + quota,
            now().plus(quota.until(within)));
    events.turnedAway(account, failure);
    return failure;
  }

  /** Asked again on the thread that sends: a pause may have begun while this mint had to wait. */
  private void throwIfPaused() {
    pause
        .inForce()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  /** Zoom did not take that very token: fetch one for all, and try once more. */
  private CompletionStage<ZakToken> afterRejection(
      Throwable thrown, AccessToken rejected, UserId user, Need need, Instant deadline) {
    if (!isRejection(thrown)) {
      return CompletableFuture.failedStage(thrown);
    }
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(paused.get());
    }
    accessToken.invalidate(rejected);
    return accessToken
        .get(deadline)
        .thenCompose(token -> mintWith(token, user, need.withOneAttempt(), deadline));
  }

  private void noteSuccess(@Nullable ZakToken zak) {
    if (zak != null) {
      pause.succeeded(zak.mintedAt());
    }
  }

  /**
   * What concerns the account pauses the mints of all its users: a limit, and an access token that
   * is refused though it is new, lest every user's mint fetch yet another.
   */
  private Throwable noteAccountWide(Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    if (failure instanceof AccountLimited limited) {
      return begin(limited.failure());
    }
    return failure instanceof AccessTokenRejected rejected ? begin(refusal(rejected)) : failure;
  }

  private TokenFailure begin(TokenFailure failure) {
    TokenFailure begun = pause.begin(failure);
    events.paused(account, begun);
    return begun;
  }

  private static boolean isRejection(Throwable thrown) {
    return unwrapped(thrown) instanceof AccessTokenRejected;
  }

  private static TokenFailure refusal(AccessTokenRejected rejected) {
    return new TokenFailure.Refused(
        "Zoom refuses even a new access token. Check that the Server-to-Server OAuth app is"
            + " activated, and that nothing else keeps replacing its access token.",
        "a new access token was refused: " + rejected.diagnosis());
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** Runs a blocking call to Zoom on a thread of this account. */
  private <T> CompletionStage<T> call(Supplier<T> blocking) {
    try {
      return CompletableFuture.supplyAsync(blocking, threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(busy());
    }
  }

  private TokenFailure busy() {
    return new TokenFailure.Unavailable(
        "Too many different users are asked for at once. Try again.",
        "all threads of account " + account.name() + " are busy");
  }
}
