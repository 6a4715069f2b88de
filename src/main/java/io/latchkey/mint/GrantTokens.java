package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.grant.DetachedRefresh;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantRefresh;
import io.latchkey.grant.RenewedToken;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenListener;
import io.latchkey.token.TokenSource.FetchContext;
import io.latchkey.token.UserAccessToken;
import io.latchkey.token.ZakToken;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Obtains the tokens that come from one grant: the access token of its user, a ZAK, and single-use
 * tokens.
 *
 * <p>Thread-safe.
 */
final class GrantTokens {

  private final Account account;
  private final Zoom zoom;
  private final UserId user;
  private final AccountMint mint;
  private final TokenCell<AccessToken> accessToken;
  private final TokenCell<ZakToken> zak;

  /** The generation of the newest access token that was obtained here; zero for none. */
  private final AtomicLong generationInHand = new AtomicLong();

  GrantTokens(
      Account account,
      GrantId grant,
      GeneralApp.Shared shared,
      MintSettings settings,
      MintListener events) {
    this.account = account;
    this.zoom = shared.zoom();
    // The log names a grant by its id, and never by the user's address.
    this.user = new UserId(grant.value());
    SharedPause pause = shared.pause();
    this.accessToken =
        new TokenCell<>(
            fetch -> refreshed(account, grant, shared.refresh(), fetch),
            settings.accessTokenRule(),
            settings.timing(),
            // The refresh itself reports what happens to grants.
            new TokenListener() {});
    this.mint =
        new AccountMint(account, settings, events, shared.calls(), pause, accessToken, null);
    this.zak =
        new TokenCell<>(
            this::mintZak, settings.zakRule(), settings.timing(), events.zak(account, user));
  }

  private CompletionStage<AccessToken> refreshed(
      Account account, GrantId grant, DetachedRefresh refresh, FetchContext fetch) {
    return refresh
        .renew(new GrantRefresh.Need(account, grant, generationInHand.get(), fetch.trace()))
        .thenApply(this::inHand);
  }

  private CompletionStage<ZakToken> mintZak(FetchContext fetch) {
    return mint.mint(
        MintTarget.zak(user),
        (token, policy) -> zoom.zak(account, UserId.ME, token, policy),
        fetch);
  }

  private AccessToken inHand(RenewedToken renewed) {
    generationInHand.set(renewed.generation());
    return renewed.token();
  }

  CompletionStage<ServedToken<ZakToken>> zak(CallContext context) {
    return zak.get(context);
  }

  Optional<ServedToken<ZakToken>> zakFromMemory(CallContext context) {
    return zak.fromMemory(context);
  }

  CompletionStage<ServedToken<UserAccessToken>> accessToken(CallContext context) {
    return accessToken
        .get(context)
        .thenApply(
            served ->
                new ServedToken<>(
                    new UserAccessToken(served.token().value(), served.token().requestedAt()),
                    served.origin()));
  }

  CompletionStage<ServedToken<ObfToken>> obf(@Nullable MeetingId meeting, CallContext context) {
    return mint.mintSingleUse(
        MintTarget.obf(user),
        (token, policy) -> zoom.obf(account, UserId.ME, meeting, token, policy),
        context);
  }

  CompletionStage<ServedToken<JoinToken>> joinToken(
      MeetingId meeting, boolean bypassWaitingRoom, CallContext context) {
    return mint.mintSingleUse(
        MintTarget.joinToken(meeting),
        (token, policy) -> zoom.joinToken(account, meeting, bypassWaitingRoom, token, policy),
        context);
  }
}
