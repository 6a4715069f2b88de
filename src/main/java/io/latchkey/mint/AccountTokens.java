package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.TokenCache;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenSource.FetchContext;
import io.latchkey.token.ZakToken;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Obtains the tokens of one account: its access token, a ZAK for each user, and single-use tokens.
 *
 * <p>Thread-safe.
 */
final class AccountTokens {

  private final Account account;
  private final Zoom zoom;
  private final MintSettings settings;
  private final MintListener events;
  private final AccountCalls calls;
  private final SharedAccessTokens shared;
  private final SharedPause pause;
  private final TokenCell<AccessToken> accessToken;
  private final AccountMint accountMint;
  private final TokenCache<UserId, ZakToken> zaks;

  AccountTokens(
      Account account,
      Zoom zoom,
      Sharing sharing,
      MintSettings settings,
      Executor threads,
      MintListener events) {
    this.account = account;
    this.zoom = zoom;
    this.shared = sharing.accessTokens();
    this.settings = settings;
    this.events = events;
    this.pause = new SharedPause(settings.timing());
    this.calls =
        new AccountCalls(account, settings.timing(), threads, events, pause, sharing.quota());
    this.accessToken =
        new TokenCell<>(
            // This call does not wait for its turn under the quota: an account fetches about one
            // access token an hour.
            fetch -> calls.call(() -> nextAccessToken(fetch)),
            settings.accessTokenRule(),
            settings.timing(),
            events.accessToken(account));
    this.accountMint =
        new AccountMint(
            account,
            settings,
            events,
            calls,
            pause,
            accessToken,
            shared == SharedAccessTokens.NONE
                ? null
                : rejected -> shared.inPlaceOf(rejected, account));
    this.zaks = new TokenCache<>(this::zakCell, settings.maxUsers(), settings.timing());
  }

  private AccessToken nextAccessToken(FetchContext fetch) {
    return shared.next(
        account, () -> zoom.accessToken(account, AccountMint.policy(fetch, () -> true)));
  }

  private TokenCell<ZakToken> zakCell(UserId user) {
    return new TokenCell<>(
        fetch ->
            accountMint.mint(
                MintTarget.zak(user),
                (token, policy) -> zoom.zak(account, user, token, policy),
                fetch),
        settings.zakRule(),
        settings.timing(),
        events.zak(account, user));
  }

  Account account() {
    return account;
  }

  /** Returns the state of the account without a call to Zoom. */
  AccountSnapshot snapshot() {
    AccessToken token = accessToken.inMemory().orElse(null);
    return new AccountSnapshot(
        token == null ? null : token.requestedAt(),
        token == null ? null : token.expiresAt(),
        token == null ? null : zoom.apiHost(token),
        calls.allowed(),
        account.callsPerSecond(),
        accessToken.backsOffUntil().orElse(null),
        pause.inForce().flatMap(TokenFailure::nextAttemptAt).orElse(null));
  }

  /**
   * Ends the pause of the account, because Zoom gave a ZAK to a check. Checks ask Zoom even during
   * a pause.
   */
  void endPause() {
    pause.end();
  }

  /** Takes an access token that Zoom gave to a check. A newer one in memory stays. Blocks. */
  void accept(AccessToken given) {
    accessToken.accept(given, inMemory -> inMemory.requestedAt().isBefore(given.requestedAt()));
    shared.offer(account, given);
  }

  /** Returns the user for requests that do not name a user. */
  UserId defaultUser() {
    return account.user();
  }

  CompletionStage<ServedToken<ZakToken>> zak(UserId user, CallContext context) {
    return zaks.get(user, context);
  }

  Optional<ServedToken<ZakToken>> zakFromMemory(UserId user, CallContext context) {
    return zaks.fromMemory(user, context);
  }

  CompletionStage<ServedToken<ObfToken>> obf(
      UserId user, @Nullable MeetingId meeting, CallContext context) {
    return accountMint.mintSingleUse(
        MintTarget.obf(user),
        (token, policy) -> zoom.obf(account, user, meeting, token, policy),
        context);
  }

  CompletionStage<ServedToken<JoinToken>> joinToken(
      MeetingId meeting, boolean bypassWaitingRoom, CallContext context) {
    return accountMint.mintSingleUse(
        MintTarget.joinToken(meeting),
        (token, policy) -> zoom.joinToken(account, meeting, bypassWaitingRoom, token, policy),
        context);
  }
}
