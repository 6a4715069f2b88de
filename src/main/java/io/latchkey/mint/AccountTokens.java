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
  private final TokenCell<AccessToken> accessToken;
  private final TokenCache<UserId, ZakToken> zaks;

  AccountTokens(
      Account account, Zoom zoom, MintSettings settings, Executor threads, MintEvents events) {
    this.account = account;
    this.zoom = zoom;
    this.settings = settings;
    this.events = events;
    this.pause = new SharedPause(settings.timing());
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
                    need -> mint((token, tries) -> zoom.zak(account, user, token, tries), need),
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
        calls.allowed(),
        account.callsPerSecond(),
        accessToken.leftAloneUntil(),
        pause.inForce().flatMap(TokenFailure::heldUntil));
  }

  /** Takes an access token that Zoom gave to a check. */
  void accept(AccessToken given) {
    accessToken.accept(given, atHand -> atHand.requestedAt().isBefore(given.requestedAt()));
  }

  /** The user of who names none. */
  UserId own() {
    return account.user();
  }

  CompletionStage<Given<ZakToken>> zak(UserId user, Waiter waiter) {
    return zaks.get(user, waiter);
  }

  CompletionStage<Given<ObfToken>> obf(UserId user, Optional<MeetingId> meeting, Waiter waiter) {
    return single((token, tries) -> zoom.obf(account, user, meeting, token, tries), waiter);
  }

  CompletionStage<Given<JoinToken>> joinToken(
      MeetingId meeting, boolean bypassWaitingRoom, Waiter waiter) {
    return single(
        (token, tries) -> zoom.joinToken(account, meeting, bypassWaitingRoom, token, tries),
        waiter);
  }

  /** By a cell of its own, which nobody else can ask. */
  private <T extends MeetingToken> CompletionStage<Given<T>> single(Call<T> call, Waiter waiter) {
    return new TokenCell<T>(
            need -> mint(call, need),
            new SingleUse<>(),
            settings.timing(),
            events.singleUse(account))
        .get(waiter);
  }

  private <T extends MeetingToken> CompletionStage<T> mint(Call<T> call, Need need) {
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(paused.get());
    }
    Instant deadline = settings.timing().clock().instant().plus(settings.callersWait());
    return accessToken(need, deadline)
        .thenCompose(
            token ->
                mintWith(token, call, need, deadline)
                    .exceptionallyCompose(
                        thrown -> afterRejection(thrown, token, call, need, deadline)))
        .thenApply(this::noteSuccess)
        .exceptionallyCompose(thrown -> CompletableFuture.failedStage(noteAccountWide(thrown)));
  }

  private <T> CompletionStage<T> mintWith(
      AccessToken token, Call<T> call, Need need, Instant deadline) {
    return calls.inTurn(
        mayRepeat -> call.with(token, tries(need, mayRepeat)), need.spare(), deadline);
  }

  private static Zoom.Tries tries(Need need, BooleanSupplier mayRepeat) {
    return new Zoom.Tries(need.probing(), mayRepeat, need.trace());
  }

  /** Zoom did not take that very token: fetch one for all, and try once more. */
  private <T> CompletionStage<T> afterRejection(
      Throwable thrown, AccessToken rejected, Call<T> call, Need need, Instant deadline) {
    if (!(unwrapped(thrown) instanceof AccessTokenRejected)) {
      return CompletableFuture.failedStage(thrown);
    }
    Optional<TokenFailure> paused = pause.inForce();
    if (paused.isPresent()) {
      return CompletableFuture.failedStage(paused.get());
    }
    accessToken.invalidate(rejected);
    return accessToken(need, deadline)
        .thenCompose(token -> mintWith(token, call, need.withOneAttempt(), deadline));
  }

  private CompletionStage<AccessToken> accessToken(Need need, Instant deadline) {
    return accessToken.get(new Waiter(deadline, need.trace())).thenApply(Given::token);
  }

  private <T extends MeetingToken> T noteSuccess(T minted) {
    pause.succeeded(minted.mintedAt());
    return minted;
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

  private static TokenFailure refusal(AccessTokenRejected rejected) {
    return new TokenFailure.Refused(
            "Zoom refuses even a new access token. Check that the Server-to-Server OAuth app is"
                + " activated, and that nothing else keeps replacing its access token.",
            "a new access token was refused: " + rejected.diagnosis())
        .with(AccessTokenRejected.REMEDY);
  }
}
