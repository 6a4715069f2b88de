package io.latchkey.service;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.UserId;
import io.latchkey.caller.Rights;
import io.latchkey.grant.FoundGrant;
import io.latchkey.grant.GrantLookup;
import io.latchkey.grant.GrantName;
import io.latchkey.grant.LastUses;
import io.latchkey.mint.GrantedTokens;
import io.latchkey.token.CallContext;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.ZakToken;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Obtains tokens that come from grants, for callers within their rights. The rights are judged on
 * the grant that was found, and what is not allowed looks like what does not exist.
 *
 * <p>Thread-safe.
 */
public final class GrantService {

  private final GrantLookup lookup;
  private final GrantedTokens tokens;
  private final LastUses uses;

  /**
   * @param uses told of each grant that a caller gets a token of
   */
  public GrantService(GrantLookup lookup, GrantedTokens tokens, LastUses uses) {
    this.lookup = lookup;
    this.tokens = tokens;
    this.uses = uses;
  }

  /** Returns whether this account is one of a General app. */
  boolean knows(String account) {
    return tokens.knows(account);
  }

  /**
   * Obtains a token.
   *
   * @param request names the account
   */
  CompletionStage<ServedToken<MeetingToken>> obtain(
      Rights rights, TokenRequest request, CallContext context) {
    GrantName name = name(request);
    if (!mayAsk(rights, request) || name == null) {
      return CompletableFuture.failedStage(
          new TokenFailure.Unknown(
              "no grant is named, or beyond what the configuration lets this caller ask for"));
    }
    if (request.kind() == TokenKind.JOIN_TOKEN && request.meeting() == null) {
      return CompletableFuture.failedStage(
          new MalformedParameter("meeting_id", "is missing, which a join token is for"));
    }
    return obtainFrom(requireNonNull(request.account()), name, rights, request, context);
  }

  /**
   * Obtains a token from one grant. Of the rights, only those to the grant are judged.
   *
   * @param request says which token; for a join token it names the meeting
   */
  CompletionStage<ServedToken<MeetingToken>> obtainFrom(
      String account, GrantName name, Rights rights, TokenRequest request, CallContext context) {
    return lookup
        .find(account, name)
        .thenCompose(
            grant ->
                rights.mayUseGrant(grant::names)
                    ? obtainFrom(grant, request, context).thenApply(served -> used(grant, served))
                    : CompletableFuture.failedStage(
                        new TokenFailure.Unknown("a grant that this caller may not use")));
  }

  /** Returns a ZAK that is in memory and need not be waited for; else empty. */
  Optional<ServedToken<ZakToken>> zakFromMemory(
      Rights rights, TokenRequest request, CallContext context) {
    GrantName name = name(request);
    String account = requireNonNull(request.account());
    if (!mayAsk(rights, request) || name == null) {
      return Optional.empty();
    }
    return lookup
        .inMemory(account, name)
        .filter(grant -> rights.mayUseGrant(grant::names))
        .flatMap(
            grant ->
                tokens
                    .zakFromMemory(account, grant.id(), context)
                    .map(served -> used(grant, served)));
  }

  private <T> T used(FoundGrant grant, T served) {
    uses.record(grant.id());
    return served;
  }

  private static boolean mayAsk(Rights rights, TokenRequest request) {
    return rights.mayAskFor(request.kind())
        && rights.mayUseAccount(requireNonNull(request.account()))
        && rights.mayUseMeeting(request.meeting() == null ? null : request.meeting().digits());
  }

  /** Returns what the request calls the grant; null if it names none. */
  private static @Nullable GrantName name(TokenRequest request) {
    UserId user = request.user();
    // "me" would be the user of whatever grant was meant, so it names none.
    if (user != null && user.equals(UserId.ME)) {
      return null;
    }
    if (request.grant() != null) {
      return request.grant().and(user);
    }
    return user == null ? null : GrantName.of(user);
  }

  private CompletionStage<ServedToken<MeetingToken>> obtainFrom(
      FoundGrant grant, TokenRequest request, CallContext context) {
    String account = grant.account();
    return switch (request.kind()) {
      case ZAK -> TokenService.ofAnyKind(tokens.zak(account, grant.id(), context));
      case OBF ->
          TokenService.ofAnyKind(tokens.obf(account, grant.id(), request.meeting(), context));
      case JOIN_TOKEN ->
          TokenService.ofAnyKind(
              tokens.joinToken(
                  account,
                  grant.id(),
                  requireNonNull(request.meeting()),
                  request.bypassWaitingRoom(),
                  context));
      case ACCESS_TOKEN -> TokenService.ofAnyKind(tokens.accessToken(account, grant.id(), context));
    };
  }
}
