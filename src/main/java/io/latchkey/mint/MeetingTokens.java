package io.latchkey.mint;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakToken;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Obtains the meeting tokens of all accounts.
 *
 * <p>Thread-safe.
 */
public final class MeetingTokens {

  private final Map<String, AccountTokens> accounts;

  /**
   * @param sharing what other instances have a part in
   * @param threads creates the thread pool of one account, whose threads its calls to Zoom block
   */
  public MeetingTokens(
      Collection<Account> accounts,
      Zoom zoom,
      Sharing sharing,
      MintSettings settings,
      Supplier<? extends Executor> threads,
      MintListener events) {
    this.accounts =
        accounts.stream()
            .map(
                account ->
                    new AccountTokens(account, zoom, sharing, settings, threads.get(), events))
            .collect(toUnmodifiableMap(tokens -> tokens.account().name(), Function.identity()));
  }

  /** Returns whether an account of this name is configured. */
  public boolean knows(String account) {
    return accounts.containsKey(account);
  }

  /**
   * Uses an access token that a check has fetched, since Zoom may have ended the older one. Blocks.
   * Does nothing for an unknown account.
   */
  public void accept(String account, AccessToken given) {
    AccountTokens tokens = accounts.get(account);
    if (tokens != null) {
      tokens.accept(given);
    }
  }

  /**
   * Ends the pause of an account, since Zoom gave a ZAK to a check. Does nothing for an unknown
   * account.
   */
  public void endPause(String account) {
    AccountTokens tokens = accounts.get(account);
    if (tokens != null) {
      tokens.endPause();
    }
  }

  /** Returns the state of an account; empty for an unknown account. */
  public Optional<AccountSnapshot> snapshot(String account) {
    return Optional.ofNullable(accounts.get(account)).map(AccountTokens::snapshot);
  }

  /**
   * Obtains a ZAK, from memory or from Zoom.
   *
   * @param account the configured name of the account
   * @param user the user of the ZAK; if null, the configured user of the account
   * @param context says until when the caller waits
   * @return a stage that fails with a {@link TokenFailure}; an unknown account and an unknown user
   *     fail alike, so that the caller cannot tell them apart
   */
  public CompletionStage<ServedToken<ZakToken>> zak(
      String account, @Nullable UserId user, CallContext context) {
    return account(account)
        .thenCompose(tokens -> tokens.zak(user == null ? tokens.defaultUser() : user, context));
  }

  /** Returns a ZAK as {@link #zak} does, if nothing need be waited for; else empty. */
  public Optional<ServedToken<ZakToken>> zakFromMemory(
      String account, @Nullable UserId user, CallContext context) {
    AccountTokens tokens = accounts.get(account);
    return tokens == null
        ? Optional.empty()
        : tokens.zakFromMemory(user == null ? tokens.defaultUser() : user, context);
  }

  /**
   * Mints an OBF token for one request.
   *
   * @param account the configured name of the account
   * @param user the user on whose behalf the bot joins; if null, the configured user of the account
   * @param meeting the meeting that the token is for; if null, any meeting that the user takes part
   *     in
   * @param context says until when the caller waits
   * @return a stage that fails with a {@link TokenFailure}
   */
  public CompletionStage<ServedToken<ObfToken>> obf(
      String account, @Nullable UserId user, @Nullable MeetingId meeting, CallContext context) {
    return account(account)
        .thenCompose(
            tokens -> tokens.obf(user == null ? tokens.defaultUser() : user, meeting, context));
  }

  /**
   * Mints a join token for one request.
   *
   * @param account the configured name of the account
   * @param bypassWaitingRoom whether the bot joins without waiting to be let in
   * @param context says until when the caller waits
   * @return a stage that fails with a {@link TokenFailure}
   */
  public CompletionStage<ServedToken<JoinToken>> joinToken(
      String account, MeetingId meeting, boolean bypassWaitingRoom, CallContext context) {
    return account(account)
        .thenCompose(tokens -> tokens.joinToken(meeting, bypassWaitingRoom, context));
  }

  private CompletionStage<AccountTokens> account(String account) {
    AccountTokens tokens = accounts.get(account);
    return tokens == null
        ? CompletableFuture.failedStage(new TokenFailure.Unknown("no such account configured"))
        : CompletableFuture.completedStage(tokens);
  }
}
