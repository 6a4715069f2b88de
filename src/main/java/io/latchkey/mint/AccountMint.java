package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.SingleUseRule;
import io.latchkey.token.SourcePaused;
import io.latchkey.token.Thrown;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenSource.FetchContext;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mints the meeting tokens of one account with its access token. If Zoom rejects the access token,
 * one new access token is fetched for all mints, and each of them is tried once more.
 *
 * <p>Thread-safe.
 */
final class AccountMint {

  /**
   * A second attempt is made if Zoom rejects the access token. A third is made only if the second
   * was made with a token that another mint or another instance had fetched.
   */
  private static final int MAX_ATTEMPTS = 3;

  /** The call to Zoom of one mint, for any kind of token. */
  interface Call<T> {
    T with(AccessToken accessToken, Zoom.RepeatPolicy policy);
  }

  private final Account account;
  private final MintSettings settings;
  private final MintListener events;
  private final AccountCalls calls;
  private final SharedPause pause;
  private final TokenCell<AccessToken> accessToken;
  private final @Nullable Function<AccessToken, Optional<AccessToken>> replacement;
  private final Rejections rejections;
  private final UserRefusals userRefusals;

  /**
   * @param replacement returns the access token that another mint or instance has put in the place
   *     of a rejected one; empty if none has. Blocks; null if access tokens are not shared
   */
  AccountMint(
      Account account,
      MintSettings settings,
      MintListener events,
      AccountCalls calls,
      SharedPause pause,
      TokenCell<AccessToken> accessToken,
      @Nullable Function<AccessToken, Optional<AccessToken>> replacement) {
    this.account = account;
    this.settings = settings;
    this.events = events;
    this.calls = calls;
    this.pause = pause;
    this.accessToken = accessToken;
    this.replacement = replacement;
    this.rejections = new Rejections(settings.timing());
    this.userRefusals = new UserRefusals(account.user(), settings.timing().clock());
  }

  /** Mints a token, waiting for an access token and for a turn by the quota if need be. */
  <T extends MeetingToken> CompletionStage<T> mint(
      MintTarget target, Call<T> call, FetchContext fetch) {
    // Checked before the access token is fetched, so that a paused mint costs no call to Zoom.
    Optional<TokenFailure> paused = pause.inForce().or(() -> rejections.pauseInForce(target));
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(new SourcePaused(paused.get()));
    }
    // Not the deadline of one caller: the call serves all callers who wait for this token.
    Instant deadline = settings.timing().clock().instant().plus(settings.callersWait());
    return accessToken(fetch, deadline)
        .thenCompose(
            token -> mintWith(token, new Attempt<>(target, call, fetch, deadline, 1, false)))
        .thenApply(this::noteSuccess)
        .exceptionallyCompose(thrown -> CompletableFuture.failedStage(failureFor(thrown, target)));
  }

  /** Mints a token for one request. It is never shared, so each request gets its own cell. */
  <T extends MeetingToken> CompletionStage<ServedToken<T>> mintSingleUse(
      MintTarget target, Call<T> call, CallContext context) {
    return new TokenCell<T>(
            fetch -> mint(target, call, fetch),
            new SingleUseRule<>(),
            settings.timing(),
            events.singleUse(account))
        .get(context);
  }

  /**
   * One call to Zoom for a meeting token.
   *
   * @param deadline the instant after which no caller waits any more
   * @param number the number of this attempt within its mint, from 1
   * @param hasNewToken whether this mint has had its access token replaced by a new one
   */
  private record Attempt<T>(
      MintTarget target,
      Call<T> call,
      FetchContext fetch,
      Instant deadline,
      int number,
      boolean hasNewToken) {

    Attempt<T> next() {
      return new Attempt<>(
          target, call, fetch.asSingleAttempt(), deadline, number + 1, hasNewToken);
    }

    Attempt<T> withNewToken() {
      return new Attempt<>(target, call, fetch.asSingleAttempt(), deadline, number + 1, true);
    }
  }

  private <T extends MeetingToken> CompletionStage<T> mintWith(
      AccessToken token, Attempt<T> attempt) {
    return calls
        .inTurn(
            acquireRepetition -> attempt.call.with(token, policy(attempt.fetch, acquireRepetition)),
            attempt.fetch.hasUsableToken(),
            attempt.deadline)
        .whenComplete(
            (minted, thrown) -> {
              if (minted != null) {
                rejections.succeeded(attempt.target, token, minted.mintedAt());
              }
            })
        .exceptionallyCompose(
            thrown ->
                Thrown.unwrapped(thrown) instanceof AccessTokenRejected rejected
                    ? afterRejection(rejected, token, attempt)
                    : CompletableFuture.failedStage(thrown));
  }

  static Zoom.RepeatPolicy policy(FetchContext fetch, BooleanSupplier acquireRepetition) {
    return new Zoom.RepeatPolicy(fetch.isSingleAttempt(), acquireRepetition, fetch.trace());
  }

  /**
   * Handles a rejection of this access token: fetches one new access token for all mints, and tries
   * once more.
   */
  private <T extends MeetingToken> CompletionStage<T> afterRejection(
      AccessTokenRejected rejected, AccessToken token, Attempt<T> attempt) {
    // A pause may have begun since the mint was sent.
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(new SourcePaused(paused.get()));
    }
    // If another mint has replaced the token meanwhile, the rejection says nothing about the new
    // token.
    boolean replacedMeanwhile =
        accessToken.inMemory().filter(inMemory -> inMemory.value().equals(token.value())).isEmpty()
            && attempt.number < MAX_ATTEMPTS;
    if (replacedMeanwhile) {
      return accessToken(attempt.fetch, attempt.deadline)
          .thenCompose(current -> mintWith(current, attempt.next()));
    }
    if (replacement == null) {
      return withReplaced(rejected, token, attempt);
    }
    return calls
        .call(() -> replacement.apply(token))
        .thenCompose(
            newer ->
                newer.isPresent() && attempt.number < MAX_ATTEMPTS
                    ? withNewer(newer.get(), token, attempt)
                    : withReplaced(rejected, token, attempt));
  }

  /** Goes on with the token of another instance, which has ended ours at Zoom. */
  private <T extends MeetingToken> CompletionStage<T> withNewer(
      AccessToken newer, AccessToken rejected, Attempt<T> attempt) {
    accessToken.accept(newer, inMemory -> inMemory.value().equals(rejected.value()));
    return mintWith(newer, attempt.next());
  }

  /** Asks for a new access token, once in a mint, and tries again with it. */
  private <T extends MeetingToken> CompletionStage<T> withReplaced(
      AccessTokenRejected rejected, AccessToken token, Attempt<T> attempt) {
    // Replacing the token in vain would cost all other users of the account a good access token.
    if (attempt.hasNewToken
        || attempt.number == MAX_ATTEMPTS
        || rejections.isReplacementUseless(attempt.target, token)) {
      return CompletableFuture.failedStage(refusal(rejected, token, attempt.target));
    }
    accessToken.invalidate(token);
    return accessToken(attempt.fetch, attempt.deadline)
        .thenCompose(
            current -> {
              rejections.replacedBy(current);
              return mintWith(current, attempt.withNewToken());
            });
  }

  private CompletionStage<AccessToken> accessToken(FetchContext fetch, Instant deadline) {
    return accessToken.get(new CallContext(deadline, fetch.trace())).thenApply(ServedToken::token);
  }

  private <T extends MeetingToken> T noteSuccess(T minted) {
    pause.succeeded(minted.mintedAt());
    return minted;
  }

  /**
   * Returns what the failure of a mint means for the caller and for the other users of the account.
   */
  private Throwable failureFor(Throwable thrown, MintTarget target) {
    Throwable failure = Thrown.unwrapped(thrown);
    if (failure instanceof AccountLimited limited) {
      // A limit concerns the account, so it pauses the mints of all its users.
      TokenFailure begun = pause.begin(limited.failure());
      events.paused(account, begun);
      return new SourcePaused(begun);
    }
    // Zoom refuses users only for a ZAK or an OBF token, so the subject is a user, not a meeting.
    return failure instanceof UserRefused refused
        ? userRefusals.decide(refused, new UserId(target.subject()))
        : failure;
  }

  private TokenFailure refusal(AccessTokenRejected rejected, AccessToken token, MintTarget target) {
    TokenFailure.Refused refused =
        new TokenFailure.Refused(
                "Zoom refuses even a new access token. Check that the Server-to-Server OAuth app is"
                    + " activated, and that nothing else keeps replacing its access token.",
                "a new access token was refused: " + rejected.diagnosis())
            .withRemedy(AccessTokenRejected.REMEDY);
    Rejections.Rejection rejection = rejections.recordRejection(target, token, refused);
    if (rejection.isReportedForAccount()) {
      events.paused(account, rejection.failure());
    }
    return rejection.failure();
  }
}
