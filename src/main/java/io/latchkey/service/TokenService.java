package io.latchkey.service;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.caller.AdmittedCaller;
import io.latchkey.caller.Rights;
import io.latchkey.grant.GrantName;
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
import org.jspecify.annotations.Nullable;

/**
 * Obtains tokens for callers within their rights.
 *
 * <p>Thread-safe.
 */
public final class TokenService {

  private final MeetingTokens tokens;
  private final @Nullable GrantService grants;
  private final Map<String, Pool> pools;

  /**
   * @param grants the tokens that come from grants; null without a General app
   */
  public TokenService(MeetingTokens tokens, @Nullable GrantService grants, Collection<Pool> pools) {
    this.tokens = tokens;
    this.grants = grants;
    this.pools = pools.stream().collect(toUnmodifiableMap(Pool::name, Function.identity()));
  }

  /**
   * Obtains a token, from memory or from Zoom.
   *
   * @param caller the caller and its rights
   * @return a stage that fails with a {@link TokenFailure}, the same kind for what does not exist
   *     and for what the caller may not use; or with {@link MalformedParameter} if a join token is
   *     requested without a meeting
   */
  public CompletionStage<ServedToken<MeetingToken>> obtain(
      AdmittedCaller caller, TokenRequest asked, CallContext context) {
    TokenRequest request = withDefaults(caller, asked);
    if (isOfGeneralApp(request)) {
      return requireNonNull(grants).obtain(caller.rights(), request, context);
    }
    Pool pool = pools.get(requireNonNull(request.account()));
    boolean mayUseUser = mayUseUser(caller.rights(), request);
    // The rights come first, so that no other answer shows what exists beyond them.
    if (!isAllowed(caller.rights(), request)
        || !(mayUseUser || (pool != null && pool.hasGrants()))
        || request.grant() != null) {
      return unknown("beyond what the configuration lets this caller ask for");
    }
    if (request.kind() == TokenKind.JOIN_TOKEN && request.meeting() == null) {
      return CompletableFuture.failedStage(
          new MalformedParameter("meeting_id", "is missing, which a join token is for"));
    }
    if (pool == null) {
      return obtainFrom(requireNonNull(request.account()), request.user(), request, context);
    }
    if (request.user() != null) {
      return unknown("a pool chooses the user itself");
    }
    return pool.obtain(
        request,
        context.deadline(),
        // The rights to a grant are judged once it is found.
        member -> mayUseUser || member.grant() != null,
        member -> obtainFromMember(member, caller.rights(), request, context));
  }

  private CompletionStage<ServedToken<MeetingToken>> obtainFromMember(
      PoolMember member, Rights rights, TokenRequest request, CallContext context) {
    if (member.grant() != null) {
      return requireNonNull(grants)
          .obtainFrom(member.account(), member.grant(), rights, request, context);
    }
    return obtainFrom(member.account(), member.user(), request, context);
  }

  private static CompletionStage<ServedToken<MeetingToken>> unknown(String diagnosis) {
    return CompletableFuture.failedStage(new TokenFailure.Unknown(diagnosis));
  }

  /**
   * Returns a ZAK that is in memory and need not be waited for; empty if only {@link #obtain} can
   * decide, as for a pool, whose choice of a user has effects.
   *
   * @param asked a request for a ZAK
   */
  public Optional<ServedToken<MeetingToken>> zakFromMemory(
      AdmittedCaller caller, TokenRequest asked, CallContext context) {
    TokenRequest request = withDefaults(caller, asked);
    String account = requireNonNull(request.account());
    if (isOfGeneralApp(request)) {
      return requireNonNull(grants)
          .zakFromMemory(caller.rights(), request, context)
          .map(TokenService::ofAnyKind);
    }
    if (pools.containsKey(account)
        || request.grant() != null
        || !isAllowed(caller.rights(), request)
        || !mayUseUser(caller.rights(), request)) {
      return Optional.empty();
    }
    return tokens.zakFromMemory(account, request.user(), context).map(TokenService::ofAnyKind);
  }

  private boolean isOfGeneralApp(TokenRequest request) {
    return grants != null && grants.knows(requireNonNull(request.account()));
  }

  /** Returns whether this is a configured account of a Server-to-Server app. */
  public boolean isServerToServer(String account) {
    return tokens.knows(account);
  }

  /** Returns the name of the account or pool that is asked for. Such an account may not exist. */
  public String accountName(AdmittedCaller caller, TokenRequest asked) {
    return asked.account() != null
        ? asked.account()
        : caller.rights().onlyAccount().orElse(Account.DEFAULT);
  }

  /** Returns whether an account or a pool of this name is configured. */
  public boolean knows(String name) {
    return pools.containsKey(name) || tokens.knows(name) || (grants != null && grants.knows(name));
  }

  /**
   * Returns the request with defaults for what it leaves out. If a caller may use exactly one
   * account, user or meeting, that one is its default.
   */
  private TokenRequest withDefaults(AdmittedCaller caller, TokenRequest asked) {
    Rights rights = caller.rights();
    String account = accountName(caller, asked);
    // A pool chooses the user itself.
    boolean isPool = pools.containsKey(account);
    UserId onlyUser = isPool ? null : rights.onlyUser().flatMap(UserId::parse).orElse(null);
    GrantName onlyGrant = isPool ? null : rights.onlyGrant().flatMap(GrantName::parse).orElse(null);
    return new TokenRequest(
        asked.kind(),
        account,
        asked.user() != null ? asked.user() : onlyUser,
        asked.grant() != null ? asked.grant() : onlyGrant,
        asked.meeting() != null
            ? asked.meeting()
            : rights.onlyMeeting().flatMap(MeetingId::parse).orElse(null),
        // Two callers may give their bots the same name, so the name of the caller is part of the
        // key. A signed callback token is for one bot, so it counts more than the name in the
        // request.
        caller
            .bot()
            .or(() -> Optional.ofNullable(asked.bot()))
            .map(bot -> caller.name() + " " + bot)
            .orElse(null),
        asked.bypassWaitingRoom());
  }

  private static boolean isAllowed(Rights rights, TokenRequest request) {
    return rights.mayAskFor(request.kind())
        && rights.mayUseAccount(requireNonNull(request.account()))
        && rights.mayUseMeeting(request.meeting() == null ? null : request.meeting().digits());
  }

  private static boolean mayUseUser(Rights rights, TokenRequest request) {
    // A join token belongs to the account and to no user.
    return request.kind() == TokenKind.JOIN_TOKEN
        || rights.mayUseUser(request.user() == null ? null : request.user().value());
  }

  private CompletionStage<ServedToken<MeetingToken>> obtainFrom(
      String account, @Nullable UserId user, TokenRequest request, CallContext context) {
    return switch (request.kind()) {
      case ZAK -> ofAnyKind(tokens.zak(account, user, context));
      case OBF -> ofAnyKind(tokens.obf(account, user, request.meeting(), context));
      case JOIN_TOKEN ->
          ofAnyKind(
              tokens.joinToken(
                  account,
                  requireNonNull(request.meeting()),
                  request.bypassWaitingRoom(),
                  context));
      // A Server-to-Server app has no access token of a user.
      case ACCESS_TOKEN -> unknown("only a General app has access tokens of users");
    };
  }

  static <T extends MeetingToken> CompletionStage<ServedToken<MeetingToken>> ofAnyKind(
      CompletionStage<ServedToken<T>> stage) {
    return stage.thenApply(TokenService::ofAnyKind);
  }

  private static ServedToken<MeetingToken> ofAnyKind(ServedToken<? extends MeetingToken> served) {
    return new ServedToken<>(served.token(), served.origin());
  }
}
