package io.latchkey.mint;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.account.MeetingId;
import io.latchkey.grant.DetachedRefresh;
import io.latchkey.grant.GrantId;
import io.latchkey.token.CallContext;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.UserAccessToken;
import io.latchkey.token.ZakToken;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Obtains the tokens that come from grants, for all General apps. All stages fail with a {@link
 * TokenFailure}.
 *
 * <p>Thread-safe.
 */
public final class GrantedTokens {

  private final Map<String, GeneralApp> apps;

  /**
   * @param threads creates the thread pool of one account, whose threads its calls to Zoom block
   */
  public GrantedTokens(
      Collection<Account> accounts,
      Zoom zoom,
      DetachedRefresh refresh,
      MintSettings settings,
      Supplier<? extends Executor> threads,
      MintListener events,
      Sharing sharing) {
    this.apps =
        accounts.stream()
            .filter(account -> account.app() == AppKind.GENERAL)
            .map(
                account ->
                    new GeneralApp(
                        account, zoom, refresh, settings, threads.get(), events, sharing.quota()))
            .collect(toUnmodifiableMap(app -> app.account().name(), Function.identity()));
  }

  /** Returns whether this account is one of a General app. */
  public boolean knows(String account) {
    return apps.containsKey(account);
  }

  public CompletionStage<ServedToken<ZakToken>> zak(
      String account, GrantId grant, CallContext context) {
    return of(account, grant).zak(context);
  }

  /** Returns a ZAK as {@link #zak} does, if nothing need be waited for; else empty. */
  public Optional<ServedToken<ZakToken>> zakFromMemory(
      String account, GrantId grant, CallContext context) {
    GeneralApp app = apps.get(account);
    GrantTokens tokens = app == null ? null : app.inMemory(grant);
    return tokens == null ? Optional.empty() : tokens.zakFromMemory(context);
  }

  public CompletionStage<ServedToken<ObfToken>> obf(
      String account, GrantId grant, @Nullable MeetingId meeting, CallContext context) {
    return of(account, grant).obf(meeting, context);
  }

  public CompletionStage<ServedToken<JoinToken>> joinToken(
      String account,
      GrantId grant,
      MeetingId meeting,
      boolean bypassWaitingRoom,
      CallContext context) {
    return of(account, grant).joinToken(meeting, bypassWaitingRoom, context);
  }

  public CompletionStage<ServedToken<UserAccessToken>> accessToken(
      String account, GrantId grant, CallContext context) {
    return of(account, grant).accessToken(context);
  }

  /** Forgets the tokens of a grant that was changed, in whichever account. */
  public void forget(GrantId grant) {
    apps.values().forEach(app -> app.forget(grant));
  }

  private GrantTokens of(String account, GrantId grant) {
    GeneralApp app = apps.get(account);
    if (app == null) {
      throw new IllegalArgumentException(account + " is no account of a General app");
    }
    return app.of(grant);
  }
}
