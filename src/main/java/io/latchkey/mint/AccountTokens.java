package io.latchkey.mint;

import static io.latchkey.mint.AccountCalls.unwrapped;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.Given;
import io.latchkey.token.JoinToken;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.SingleUse;
import io.latchkey.token.SourcePaused;
import io.latchkey.token.TokenCache;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenSource.Need;
import io.latchkey.token.Waiter;
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
    T with(AccessToken accessToken, Zoom.Tries tries);
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
            need -> calls.call(() -> zoom.accessToken(account, tries(need, () -> true))),
            settings.accessTokenRule(),
            settings.timing(),
            events.accessToken(account));
    this.zaks =
        new TokenCache<>(
            user ->
                new TokenCell<>(
                    need ->
                        mint(
                            Asked.zak(user),
                            (token, tries) -> zoom.zak(account, user, token, tries),
                            need),
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
    Optional<AccessToken> token = accessToken.atHand();
    return new AccountSnapshot(
        token.map(AccessToken::requestedAt),
        token.map(AccessToken::expiresAt),
        token.map(zoom::apiHost),
        calls.allowed(),
        account.callsPerSecond(),
        accessToken.leftAloneUntil(),
        pause.inForce().flatMap(TokenFailure::heldUntil));
  }

  /** Zoom gave a ZAK to a check, which asks whatever pause is in force: the pause is over then. */
  void endPause() {
    pause.end();
  }

  /** Takes an access token that Zoom gave to a check. */
  void accept(AccessToken given) {
    accessToken.accept(given, atHand -> atHand.requestedAt().isBefore(given.requestedAt()));
  }

  /** The user for requests that name none. */
  UserId own() {
    return account.user();
  }

  CompletionStage<Given<ZakToken>> zak(UserId user, Waiter waiter) {
    return zaks.get(user, waiter);
  }

  CompletionStage<Given<ObfToken>> obf(UserId user, Optional<MeetingId> meeting, Waiter waiter) {
    return single(
        Asked.obf(user), (token, tries) -> zoom.obf(account, user, meeting, token, tries), waiter);
  }

  CompletionStage<Given<JoinToken>> joinToken(
      MeetingId meeting, boolean bypassWaitingRoom, Waiter waiter) {
    return single(
        Asked.joinToken(meeting),
        (token, tries) -> zoom.joinToken(account, meeting, bypassWaitingRoom, token, tries),
        waiter);
  }

  /** Single-use tokens are never shared, so each request gets its own cell. */
  private <T extends MeetingToken> CompletionStage<Given<T>> single(
      Asked asked, Call<T> call, Waiter waiter) {
    return new TokenCell<T>(
            need -> mint(asked, call, need),
            new SingleUse<>(),
            settings.timing(),
            events.singleUse(account))
        .get(waiter);
  }

  private <T extends MeetingToken> CompletionStage<T> mint(Asked asked, Call<T> call, Need need) {
    Optional<TokenFailure> paused = pause.inForce().or(() -> rejections.pauseInForce(asked));
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(new SourcePaused(paused.get()));
    }
    Instant deadline = settings.timing().clock().instant().plus(settings.callersWait());
    return accessToken(need, deadline)
        .thenCompose(token -> mintWith(token, new Attempt<>(asked, call, need, deadline, 1)))
        .thenApply(this::noteSuccess)
        .exceptionallyCompose(thrown -> CompletableFuture.failedStage(judge(thrown, asked)));
  }

  /**
   * One call to Zoom for a meeting token.
   *
   * @param number counted from 1, for one mint
   */
  private record Attempt<T>(Asked asked, Call<T> call, Need need, Instant deadline, int number) {

    Attempt<T> next() {
      return new Attempt<>(asked, call, need.withOneAttempt(), deadline, number + 1);
    }
  }

  private <T extends MeetingToken> CompletionStage<T> mintWith(
      AccessToken token, Attempt<T> attempt) {
    return calls
        .inTurn(
            mayRepeat -> attempt.call.with(token, tries(attempt.need, mayRepeat)),
            attempt.need.spare(),
            attempt.deadline)
        .whenComplete(
            (minted, thrown) -> {
              if (minted != null) {
                rejections.succeeded(attempt.asked, token, minted.mintedAt());
              }
            })
        .exceptionallyCompose(
            thrown ->
                unwrapped(thrown) instanceof AccessTokenRejected rejected
                    ? afterRejection(rejected, token, attempt)
                    : CompletableFuture.failedStage(thrown));
  }

  private static Zoom.Tries tries(Need need, BooleanSupplier mayRepeat) {
    return new Zoom.Tries(need.probing(), mayRepeat, need.trace());
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
        accessToken.atHand().filter(atHand -> atHand.value().equals(token.value())).isEmpty()
            && attempt.number < MOST_ATTEMPTS;
    if (replacedMeanwhile) {
      return accessToken(attempt.need, attempt.deadline)
          .thenCompose(current -> mintWith(current, attempt.next()));
    }
    if (attempt.number > 1 || rejections.replacingIsNoUse(attempt.asked, token)) {
      return CompletableFuture.failedStage(refusal(rejected, token, attempt.asked));
    }
    accessToken.invalidate(token);
    return accessToken(attempt.need, attempt.deadline)
        .thenCompose(
            current -> {
              rejections.replacedBy(current);
              return mintWith(current, attempt.next());
            });
  }

  private CompletionStage<AccessToken> accessToken(Need need, Instant deadline) {
    return accessToken.get(new Waiter(deadline, need.trace())).thenApply(Given::token);
  }

  private <T extends MeetingToken> T noteSuccess(T minted) {
    pause.succeeded(minted.mintedAt());
    return minted;
  }

  /** A limit concerns the account, and pauses the mints of all its users. */
  private Throwable judge(Throwable thrown, Asked asked) {
    Throwable failure = unwrapped(thrown);
    if (failure instanceof AccountLimited limited) {
      TokenFailure begun = pause.begin(limited.failure());
      events.paused(account, begun);
      return new SourcePaused(begun);
    }
    return failure instanceof UserRefused refused
        ? userRefusals.judge(refused, new UserId(asked.whose()))
        : failure;
  }

  private TokenFailure refusal(AccessTokenRejected rejected, AccessToken token, Asked asked) {
    TokenFailure.Refused refused =
        new TokenFailure.Refused(
                "Zoom refuses even a new access token. Check that the Server-to-Server OAuth app is"
                    + " activated, and that nothing else keeps replacing its access token.",
                "a new access token was refused: " + rejected.diagnosis())
            .with(AccessTokenRejected.REMEDY);
    Rejections.Rejection rejection = rejections.rejected(asked, token, refused);
    if (rejection.tellOfTheAccount()) {
      events.paused(account, rejection.failure());
    }
    return rejection.failure();
  }
}
