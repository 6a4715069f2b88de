package io.latchkey.caller;

import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Decision.Rejected;
import io.latchkey.secret.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All configured callers. Finds the caller that a request comes from.
 *
 * <p>Thread-safe.
 */
public final class Callers {

  private final List<Caller> callers;
  private final SignedTokens signedTokens;
  private final RepeatedIdCounter repeatedIds = new RepeatedIdCounter();

  public Callers(List<Caller> callers, SignedTokens signedTokens) {
    this.callers = List.copyOf(callers);
    this.signedTokens = signedTokens;
  }

  /** Returns the callers in the order of the configuration. */
  public List<Caller> all() {
    return callers;
  }

  /** Returns what makes and reads signed callback tokens. */
  public SignedTokens signedTokens() {
    return signedTokens;
  }

  /** Returns how many requests of a caller carried a signature whose id had been seen before. */
  public long repeatedIds(String caller) {
    return repeatedIds.count(caller);
  }

  /**
   * Finds the caller of a request. Changes nothing.
   *
   * <p>A wrong token rejects the request even if the signature would be enough without it: the
   * token may have been made to narrow what the request opens. The signature is tried without the
   * tokens only if a gateway may have added them.
   *
   * @return {@link Admitted} or {@link Rejected}
   */
  public Decision identify(Proofs proofs, Instant now) {
    if (proofs.tokens().isEmpty()) {
      // Several tokens in the query are as bad as a wrong one: a signature does not make up for
      // them.
      return proofs.tokensDecide()
          ? new Rejected(RejectionReason.TOKEN_WRONG, false)
          : identify(proofs, null, now);
    }
    List<Decision> decisions =
        proofs.tokens().stream().map(token -> identify(proofs, token, now)).toList();
    Optional<Decision> admitted = decisions.stream().filter(Admitted.class::isInstance).findFirst();
    if (admitted.isPresent()) {
      return admitted.get();
    }
    boolean isEveryTokenForeign = decisions.stream().allMatch(Callers::isOfForeignToken);
    if (isEveryTokenForeign && !proofs.tokensDecide() && proofs.signature() != null) {
      Decision bySignature = identify(proofs.withoutTokens(), null, now);
      if (bySignature instanceof Admitted) {
        return bySignature;
      }
    }
    // "Not one of our tokens" says least, since a gateway may have added that token.
    return decisions.stream()
        .filter(decision -> !isOfForeignToken(decision))
        .findFirst()
        .orElse(decisions.get(0));
  }

  private static boolean isOfForeignToken(Decision decision) {
    return decision instanceof Rejected rejected
        && rejected.reason() == RejectionReason.TOKEN_WRONG;
  }

  /**
   * The result of comparing a request, with at most one of its tokens, with one caller.
   *
   * @param token the caller's own token that was presented, expired or not; null if none was
   * @param signedToken the signed callback token, expired or not, if it belongs to the caller; else
   *     null
   * @param isTokenValid whether one of the two was presented and has not expired
   * @param isAdmitted whether the request satisfies the caller's rule
   */
  private record Match(
      Caller caller,
      @Nullable CallbackToken token,
      @Nullable SignedToken signedToken,
      boolean isTokenValid,
      boolean isAdmitted) {

    boolean isTokenKnown() {
      return token != null || signedToken != null;
    }
  }

  private Decision identify(Proofs proofs, @Nullable Secret token, Instant now) {
    SignedToken signedToken = token == null ? null : signedTokens.read(token).orElse(null);
    // No early exit: all callers are compared, so the time taken does not show which one matched.
    List<Match> matches = new ArrayList<>(callers.size());
    for (Caller caller : callers) {
      matches.add(match(caller, proofs, token, signedToken, now));
    }
    for (Match match : matches) {
      if (match.isAdmitted) {
        return admitted(match, proofs, token);
      }
    }
    return new Rejected(reason(matches, proofs, token), !proofs.isEmpty());
  }

  private static Match match(
      Caller caller,
      Proofs proofs,
      @Nullable Secret token,
      @Nullable SignedToken signedToken,
      Instant now) {
    CallbackToken known = token == null ? null : caller.find(token).orElse(null);
    boolean isOwn = signedToken != null && signedToken.caller().equals(caller.name());
    SignedToken own = isOwn ? signedToken : null;
    boolean isTokenValid =
        (known != null && known.isValidAt(now)) || (own != null && own.isValidAt(now));
    // A wrong token is not ignored: it excludes this caller even where the signature is enough.
    boolean isAdmitted =
        (isTokenValid || token == null)
            && caller
                .rule()
                .isSatisfiedBy(isTokenValid, () -> caller.hasSigned(proofs.signature(), now));
    return new Match(caller, known, own, isTokenValid, isAdmitted);
  }

  private static Admitted admitted(Match match, Proofs proofs, @Nullable Secret token) {
    Caller caller = match.caller;
    Rights rights =
        match.signedToken == null
            ? caller.rights()
            : caller.rights().intersect(match.signedToken.rights());
    // A signed callback token is made for one bot, so its fingerprint tells that bot from others.
    String bot = match.signedToken == null || token == null ? null : token.hash().fingerprint();
    Signature signature = proofs.signature();
    return new Admitted(
        new AdmittedCaller(caller.name(), rights, bot),
        match.token,
        signature == null ? null : signature.id().orElse(null));
  }

  /**
   * Returns why no caller was found. It blames the signature only where the signature was checked.
   */
  private static RejectionReason reason(
      List<Match> matches, Proofs proofs, @Nullable Secret token) {
    boolean isSigned = proofs.signature() != null;
    if (token == null && !isSigned) {
      return RejectionReason.NOTHING_PRESENTED;
    }
    if (token == null) {
      boolean isSignatureEnough =
          matches.stream().anyMatch(match -> match.caller.rule().acceptsSignatureOnly());
      return isSignatureEnough ? RejectionReason.SIGNATURE_WRONG : RejectionReason.TOKEN_MISSING;
    }
    if (matches.stream().anyMatch(Match::isTokenValid)) {
      return isSigned ? RejectionReason.SIGNATURE_WRONG : RejectionReason.SIGNATURE_MISSING;
    }
    boolean isTokenKnown = matches.stream().anyMatch(Match::isTokenKnown);
    return isTokenKnown ? RejectionReason.TOKEN_EXPIRED : RejectionReason.TOKEN_WRONG;
  }

  /** Records when the callback token was used, and the id of the signed message. */
  void recordUse(Admitted admitted, Instant now) {
    if (admitted.token() != null) {
      admitted.token().recordUse(now);
    }
    if (admitted.signatureId() != null) {
      repeatedIds.record(admitted.caller().name(), admitted.signatureId(), now);
    }
  }
}
