package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.JoinToken;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.SingleUse;
import io.latchkey.token.SourcePaused;
import io.latchkey.token.Thrown;
import io.latchkey.token.TokenCache;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenSource.FetchContext;
import io.latchkey.token.ZakToken;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The tokens of one account: its access token, a ZAK for each user, and the others, which are
 * minted for one caller each.
 *
 * <p>Thread-safe.
 */
final class AccountTokens {

  /** A second time if the token was not taken, a third if it was replaced by another mint then. */
  private static final int MOST_ATTEMPTS = 3;

  /** One mint, whichever token it is for. */
  private interface Call<T> {
    T with(AccessToken accessToken, Zoom.RepeatPolicy policy);
  }

  private final Account account;
  private final Zoom zoom;
  private final MintSettings settings;
  private final MintEvents events;
  private final AccountCalls calls;
  private final SharedPause pause;
  private final Rejections rejections;
  private final UserRefusals userRefusals;
  private final TokenCell<AccessToken> accessToken;
  private final TokenCache<UserId, ZakToken> zaks;

  AccountTokens(
      Account account, Zoom zoom, MintSettings settings, Executor threads, MintEvents events) {
    this.account = account;
    this.zoom = zoom;
    this.settings = settings;
    this.events = events;
    this.pause = new SharedPause(settings.timing());
    this.rejections = new Rejections(settings.timing());
    this.userRefusals = new UserRefusals(account.user(), settings.timing().clock());
    this.calls = new AccountCalls(account, settings.timing(), threads, events, pause);
    this.accessToken =
        new TokenCell<>(
            fetch -> calls.call(() -> zoom.accessToken(account, policy(fetch, () -> true))),
            settings.accessTokenRule(),
            settings.timing(),
            events.accessToken(account));
    this.zaks =
        new TokenCache<>(
            user ->
                new TokenCell<>(
                    fetch ->
                        mint(
                            MintTarget.zak(user),
                            (token, policy) -> zoom.zak(account, user, token, policy),
                            fetch),
                    settings.zakRule(),
                    settings.timing(),
                    events.zak(account, user)),
            settings.maxUsers(),
            settings.timing());
  }

  Account account() {
    return account;
  }

  /** How things stand, without a call to Zoom. */
  AccountSnapshot snapshot() {
    Optional<AccessToken> token = accessToken.inMemory();
    return new AccountSnapshot(
        token.map(AccessToken::requestedAt),
        token.map(AccessToken::expiresAt),
        token.map(zoom::apiHost),
        calls.allowed(),
        account.callsPerSecond(),
        accessToken.backsOffUntil(),
        pause.inForce().flatMap(TokenFailure::nextAttemptAt));
  }

  /** Zoom gave a ZAK to a check, which asks whatever pause is in force: the pause is over then. */
  void endPause() {
    pause.end();
  }

  /** Takes an access token that Zoom gave to a check. */
  void accept(AccessToken given) {
    accessToken.accept(given, inMemory -> inMemory.requestedAt().isBefore(given.requestedAt()));
  }

  /** The user for requests that name none. */
  UserId defaultUser() {
    return account.user();
  }

  CompletionStage<ServedToken<ZakToken>> zak(UserId user, CallContext context) {
    return zaks.get(user, context);
  }

  CompletionStage<ServedToken<ObfToken>> obf(
      UserId user, Optional<MeetingId> meeting, CallContext context) {
    return single(
        MintTarget.obf(user),
        (token, policy) -> zoom.obf(account, user, meeting, token, policy),
        context);
  }

  CompletionStage<ServedToken<JoinToken>> joinToken(
      MeetingId meeting, boolean bypassWaitingRoom, CallContext context) {
    return single(
        MintTarget.joinToken(meeting),
        (token, policy) -> zoom.joinToken(account, meeting, bypassWaitingRoom, token, policy),
        context);
  }

  /** Single-use tokens are never shared, so each request gets its own cell. */
  private <T extends MeetingToken> CompletionStage<ServedToken<T>> single(
      MintTarget target, Call<T> call, CallContext context) {
    return new TokenCell<T>(
            fetch -> mint(target, call, fetch),
            new SingleUse<>(),
            settings.timing(),
            events.singleUse(account))
        .get(context);
  }

  private <T extends MeetingToken> CompletionStage<T> mint(
      MintTarget target, Call<T> call, FetchContext fetch) {
    Optional<TokenFailure> paused = pause.inForce().or(() -> rejections.pauseInForce(target));
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(new SourcePaused(paused.get()));
    }
    Instant deadline = settings.timing().clock().instant().plus(settings.callersWait());
    return accessToken(fetch, deadline)
        .thenCompose(token -> mintWith(token, new Attempt<>(target, call, fetch, deadline, 1)))
        .thenApply(this::noteSuccess)
        .exceptionallyCompose(thrown -> CompletableFuture.failedStage(classified(thrown, target)));
  }

  /**
   * One call to Zoom for a meeting token.
   *
   * @param number counted from 1, for one mint
   */
  private record Attempt<T>(
      MintTarget target, Call<T> call, FetchContext fetch, Instant deadline, int number) {

    Attempt<T> next() {
      return new Attempt<>(target, call, fetch.asSingleAttempt(), deadline, number + 1);
    }
  }

  private <T extends MeetingToken> CompletionStage<T> mintWith(
      AccessToken token, Attempt<T> attempt) {
    return calls
        .inTurn(
            mayRepeat -> attempt.call.with(token, policy(attempt.fetch, mayRepeat)),
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

  private static Zoom.RepeatPolicy policy(FetchContext fetch, BooleanSupplier mayRepeat) {
    return new Zoom.RepeatPolicy(fetch.isSingleAttempt(), mayRepeat, fetch.trace());
  }

  /** Zoom did not take that very token: fetch one for all, and try once more. */
  private <T extends MeetingToken> CompletionStage<T> afterRejection(
      AccessTokenRejected rejected, AccessToken token, Attempt<T> attempt) {
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(new SourcePaused(paused.get()));
    }
    // Another mint has replaced the token meanwhile, which then says nothing about the new one.
    boolean replacedMeanwhile =
        accessToken.inMemory().filter(inMemory -> inMemory.value().equals(token.value())).isEmpty()
            && attempt.number < MOST_ATTEMPTS;
    if (replacedMeanwhile) {
      return accessToken(attempt.fetch, attempt.deadline)
          .thenCompose(current -> mintWith(current, attempt.next()));
    }
    if (attempt.number > 1 || rejections.replacingIsNoUse(attempt.target, token)) {
      return CompletableFuture.failedStage(refusal(rejected, token, attempt.target));
    }
    accessToken.invalidate(token);
    return accessToken(attempt.fetch, attempt.deadline)
        .thenCompose(
            current -> {
              rejections.replacedBy(current);
              return mintWith(current, attempt.next());
            });
  }

  private CompletionStage<AccessToken> accessToken(FetchContext fetch, Instant deadline) {
    return accessToken.get(new CallContext(deadline, fetch.trace())).thenApply(ServedToken::token);
  }

  private <T extends MeetingToken> T noteSuccess(T minted) {
    pause.succeeded(minted.mintedAt());
    return minted;
  }

  /** What the failure of a mint means for the caller, and for the other users of the account. */
  private Throwable classified(Throwable thrown, MintTarget target) {
    Throwable failure = Thrown.unwrapped(thrown);
    if (failure instanceof AccountLimited limited) {
      // A limit concerns the account, so it pauses the mints of all its users.
      TokenFailure begun = pause.begin(limited.failure());
      events.paused(account, begun);
      return new SourcePaused(begun);
    }
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
    Rejections.Rejection rejection = rejections.rejected(target, token, refused);
    if (rejection.isReportedForAccount()) {
      events.paused(account, rejection.failure());
    }
    return rejection.failure();
  }
}
