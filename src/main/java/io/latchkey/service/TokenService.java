package io.latchkey.service;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.caller.Admission;
import io.latchkey.caller.Rights;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.token.Given;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.Waiter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Serves tokens to callers within their rights.
 *
 * <p>Thread-safe.
 */
public final class TokenService {

  private final MeetingTokens tokens;
  private final Map<String, Pool> pools;

  public TokenService(MeetingTokens tokens, Collection<Pool> pools) {
    this.tokens = tokens;
    this.pools = pools.stream().collect(toUnmodifiableMap(Pool::name, Function.identity()));
  }

  /**
   * A token.
   *
   * @param admission who asks, and what he may have
   * @param waiter until when he waits
   * @return fails with a {@link TokenFailure}, the same one for what is not there and for what is
   *     not the caller's; with {@link MalformedParameter} if a join token is for no meeting
   */
  public CompletionStage<Served> serve(Admission admission, TokenRequest asked, Waiter waiter) {
    TokenRequest request = completed(admission, asked);
    if (!allowed(admission.rights(), request)) {
      return CompletableFuture.failedStage(
          new TokenFailure.Unknown("beyond what the configuration lets this caller ask for"));
    }
    if (request.kind() == TokenKind.JOIN_TOKEN && request.meeting().isEmpty()) {
      return CompletableFuture.failedStage(
          new MalformedParameter("meeting_id", "is missing, which a join token is for"));
    }
    String account = request.account().orElse(Account.DEFAULT);
    Pool pool = pools.get(account);
    if (pool == null) {
      return mint(request, account, request.user(), waiter);
    }
    if (request.user().isPresent()) {
      return CompletableFuture.failedStage(
          new TokenFailure.Unknown("a pool chooses the user itself"));
    }
    return pool.serve(
        request,
        waiter.deadline(),
        member -> mint(request, member.account(), Optional.of(member.user()), waiter));
  }

  /** The account or pool that is asked for, perhaps by a name that there is not. */
  public String account(Admission admission, TokenRequest asked) {
    return completed(admission, asked).account().orElse(Account.DEFAULT);
  }

  /** Whether there is an account or pool of this name. */
  public boolean knows(String name) {
    return pools.containsKey(name) || tokens.knows(name);
  }

  /**
   * What a caller has but one of, it need not name. A bot's name is its caller's alone, and a
   * signed callback token is one bot's, whatever the request calls it.
   */
  private static TokenRequest completed(Admission admission, TokenRequest asked) {
    Rights rights = admission.rights();
    return new TokenRequest(
        asked.kind(),
        asked.account().or(rights::onlyAccount).or(() -> Optional.of(Account.DEFAULT)),
        asked.user().or(() -> rights.onlyUser().flatMap(UserId::parse)),
        asked.meeting().or(() -> rights.onlyMeeting().flatMap(MeetingId::parse)),
        admission.bot().or(asked::bot).map(bot -> admission.caller() + " " + bot),
        asked.bypassWaitingRoom());
  }

  private static boolean allowed(Rights rights, TokenRequest request) {
    return rights.mayAskFor(request.kind())
        && rights.mayUseAccount(request.account().orElse(Account.DEFAULT))
        && (request.kind() == TokenKind.JOIN_TOKEN
            || rights.mayUseUser(request.user().map(UserId::value)))
        && rights.mayUseMeeting(request.meeting().map(MeetingId::digits));
  }

  private CompletionStage<Served> mint(
      TokenRequest request, String account, Optional<UserId> user, Waiter waiter) {
    return switch (request.kind()) {
      case ZAK -> served(tokens.zak(account, user, waiter));
      case OBF -> served(tokens.obf(account, user, request.meeting(), waiter));
      case JOIN_TOKEN ->
          served(
              tokens.joinToken(
                  account, request.meeting().orElseThrow(), request.bypassWaitingRoom(), waiter));
    };
  }

  private static <T extends MeetingToken> CompletionStage<Served> served(
      CompletionStage<Given<T>> stage) {
    return stage.thenApply(given -> new Served(given.token(), given.origin(), Optional.empty()));
  }
}
