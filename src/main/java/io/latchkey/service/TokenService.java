package io.latchkey.service;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.caller.Admission;
import io.latchkey.caller.Rights;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.token.CallContext;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Obtains tokens for callers within their rights.
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
   * Obtains a token, from memory or from Zoom.
   *
   * @param admission the caller and its rights
   * @return fails with a {@link TokenFailure}, the same one for what does not exist and for what
   *     the caller may not use; with {@link MalformedParameter} if a join token is for no meeting
   */
  public CompletionStage<ServedToken<MeetingToken>> obtain(
      Admission admission, TokenRequest asked, CallContext context) {
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
      return obtainFrom(account, request.user(), request, context);
    }
    if (request.user().isPresent()) {
      return CompletableFuture.failedStage(
          new TokenFailure.Unknown("a pool chooses the user itself"));
    }
    return pool.obtain(
        request,
        context.deadline(),
        member -> obtainFrom(member.account(), Optional.of(member.user()), request, context));
  }

  /** The account or pool that is asked for; there may be none of that name. */
  public String account(Admission admission, TokenRequest asked) {
    return completed(admission, asked).account().orElse(Account.DEFAULT);
  }

  /** Whether there is an account or pool of this name. */
  public boolean knows(String name) {
    return pools.containsKey(name) || tokens.knows(name);
  }

  /**
   * The request with what it left out: if a caller may use exactly one account, user or meeting,
   * that one is its default.
   */
  private static TokenRequest completed(Admission admission, TokenRequest asked) {
    Rights rights = admission.rights();
    return new TokenRequest(
        asked.kind(),
        asked.account().or(rights::onlyAccount).or(() -> Optional.of(Account.DEFAULT)),
        asked.user().or(() -> rights.onlyUser().flatMap(UserId::parse)),
        asked.meeting().or(() -> rights.onlyMeeting().flatMap(MeetingId::parse)),
        // A bot's name is its caller's own; a signed token belongs to one bot, whatever its name.
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

  private CompletionStage<ServedToken<MeetingToken>> obtainFrom(
      String account, Optional<UserId> user, TokenRequest request, CallContext context) {
    return switch (request.kind()) {
      case ZAK -> ofAnyKind(tokens.zak(account, user, context));
      case OBF -> ofAnyKind(tokens.obf(account, user, request.meeting(), context));
      case JOIN_TOKEN ->
          ofAnyKind(
              tokens.joinToken(
                  account, request.meeting().orElseThrow(), request.bypassWaitingRoom(), context));
    };
  }

  private static <T extends MeetingToken> CompletionStage<ServedToken<MeetingToken>> ofAnyKind(
      CompletionStage<ServedToken<T>> stage) {
    return stage.thenApply(served -> new ServedToken<>(served.token(), served.origin()));
  }
}
