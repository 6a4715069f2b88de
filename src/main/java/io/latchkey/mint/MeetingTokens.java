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

/**
 * The meeting tokens of all accounts.
 *
 * <p>Thread-safe.
 */
public final class MeetingTokens {

  private final Map<String, AccountTokens> accounts;

  /**
   * @param threads makes the threads of one account, on which its calls to Zoom block
   */
  public MeetingTokens(
      Collection<Account> accounts,
      Zoom zoom,
      MintSettings settings,
      Supplier<? extends Executor> threads,
      MintEvents events) {
    this.accounts =
        accounts.stream()
            .map(account -> new AccountTokens(account, zoom, settings, threads.get(), events))
            .collect(toUnmodifiableMap(tokens -> tokens.account().name(), Function.identity()));
  }

  /** Whether there is an account of this name. */
  public boolean knows(String account) {
    return accounts.containsKey(account);
  }

  /** Uses from now on an access token that a check has fetched: Zoom may have ended the older. */
  public void accept(String account, AccessToken given) {
    AccountTokens tokens = accounts.get(account);
    if (tokens != null) {
      tokens.accept(given);
    }
  }

  /** Ends a pause of an account's mints, since Zoom gave a ZAK to a check. */
  public void endPause(String account) {
    AccountTokens tokens = accounts.get(account);
    if (tokens != null) {
      tokens.endPause();
    }
  }

  /** How things stand with an account; empty if there is none of that name. */
  public Optional<AccountSnapshot> snapshot(String account) {
    return Optional.ofNullable(accounts.get(account)).map(AccountTokens::snapshot);
  }

  /**
   * A ZAK, from memory or minted.
   *
   * @param account the account's name
   * @param user whose; the account's configured user if empty
   * @param context until when the caller waits
   * @return fails with a {@link TokenFailure}; with the same one for an unknown account and for an
   *     unknown user
   */
  public CompletionStage<ServedToken<ZakToken>> zak(
      String account, Optional<UserId> user, CallContext context) {
    return of(account)
        .thenCompose(tokens -> tokens.zak(user.orElse(tokens.defaultUser()), context));
  }

  /**
   * An OBF token for this caller alone.
   *
   * @param account the account's name
   * @param user on whose behalf; the account's configured user if empty
   * @param meeting the one that it is for; any that the user takes part in if empty
   * @param context until when the caller waits
   * @return fails with a {@link TokenFailure}
   */
  public CompletionStage<ServedToken<ObfToken>> obf(
      String account, Optional<UserId> user, Optional<MeetingId> meeting, CallContext context) {
    return of(account)
        .thenCompose(tokens -> tokens.obf(user.orElse(tokens.defaultUser()), meeting, context));
  }

  /**
   * A join token for this caller alone.
   *
   * @param account the account's name
   * @param bypassWaitingRoom whether the bot need not wait to be let in
   * @param context until when the caller waits
   * @return fails with a {@link TokenFailure}
   */
  public CompletionStage<ServedToken<JoinToken>> joinToken(
      String account, MeetingId meeting, boolean bypassWaitingRoom, CallContext context) {
    return of(account).thenCompose(tokens -> tokens.joinToken(meeting, bypassWaitingRoom, context));
  }

  private CompletionStage<AccountTokens> of(String account) {
    AccountTokens tokens = accounts.get(account);
    return tokens == null
        ? CompletableFuture.failedStage(new TokenFailure.Unknown("no such account configured"))
        : CompletableFuture.completedStage(tokens);
  }
}
